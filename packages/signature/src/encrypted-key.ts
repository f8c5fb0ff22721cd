import { SignatureError } from "./error.js";
import type { KeyStructure } from "./key-structure.js";
import { nodeCrypto, type NodeCryptoModule } from "./runtime.js";
import { writePem } from "./key-bytes.js";
import { writeSequence, writeElement, TAG, readElement } from "./der.js";

export function openEncryptedPem(pem: string, passphrase: string | undefined): Uint8Array {
  return open(pem, passphrase);
}
export function openEncryptedKey(
  s: Extract<KeyStructure, { kind: "encrypted" }>,
  passphrase: string | undefined,
): Uint8Array {
  const der = writeSequence(writeElement(TAG.sequence, s.algorithm.content), writeElement(TAG.octetString, s.data));
  return open(writePem("ENCRYPTED PRIVATE KEY", der), passphrase);
}
function open(pem: string, passphrase: string | undefined): Uint8Array {
  if (passphrase === undefined) {
    throw new SignatureError(
      "ERR_PASSPHRASE_MISSING",
      "The private key is encrypted. Pass { passphrase } with what it was encrypted with.",
    );
  }
  const crypto: NodeCryptoModule | undefined = nodeCrypto();
  if (crypto === undefined)
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "This runtime cannot open encrypted keys. Decrypt the key first: `openssl pkcs8 -in key.pem`.",
    );
  try {
    return crypto.createPrivateKey({ key: pem, passphrase }).export({ format: "der", type: "pkcs8" });
  } catch (cause) {
    throw new SignatureError("ERR_PASSPHRASE_WRONG", "The private key cannot be opened with this passphrase.", {
      cause,
    });
  }
}
export { readElement };
