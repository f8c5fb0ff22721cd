import { concatBytes } from "../bytes/bytes.js";
import { readAll, readSequence, TAG } from "../bytes/der.js";
import { SignatureError } from "../error.js";
import type { KeyStructure } from "./key-structure.js";
import { readPbes2, type KeyDerivation } from "./pbes2.js";
import { nodeCrypto, type NodeCryptoModule } from "../runtime.js";

/** A key file may demand any amount of work. This much takes some seconds, and is ten times today's recommendation. */
const MAX_ITERATIONS = 10_000_000;
/** The memory that scrypt may use, in bytes. */
const MAX_SCRYPT_MEMORY = 512 * 1024 * 1024;

/**
 * Opens an encrypted PKCS#8 key (PBES2 with PBKDF2 or scrypt, and AES or triple DES), on the calling thread.
 *
 * @throws {@link SignatureError} `ERR_PASSPHRASE_MISSING`: there is no passphrase
 * @throws {@link SignatureError} `ERR_PASSPHRASE_WRONG`: the passphrase does not open the key
 * @throws {@link SignatureError} `ERR_KEY_ENCRYPTION`: the encryption is unknown, too expensive, or not available here
 */
export function openEncryptedKey(
  { algorithm, data }: Extract<KeyStructure, { readonly kind: "encrypted" }>,
  passphrase: string | undefined,
): Uint8Array {
  const secret = requirePassphrase(passphrase);
  const crypto = requireCrypto();
  const scheme = readPbes2(algorithm);
  if (scheme === undefined) {
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "The private key is encrypted in an unknown way. Encrypt it again: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -out new.pem`.",
    );
  }
  const key = deriveKey(crypto, secret, scheme.derivation, scheme.cipher.keyLength);
  try {
    const decipher = crypto.createDecipheriv(scheme.cipher.name, key, scheme.iv);
    const opened = concatBytes([decipher.update(data), decipher.final()]);
    // About one wrong passphrase in 256 gives a padding that looks right.
    const [outer, ...more] = readAll(opened) ?? [];
    if (readSequence(outer)?.[0]?.tag === TAG.integer && more.length === 0) return opened;
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
  throw wrongPassphrase();
}

/** Opens a key that is encrypted the old way, with headers inside its PEM (RFC 1421), as `openssl dsa -aes256` writes it. */
export function openEncryptedPem(pem: string, passphrase: string | undefined): Uint8Array {
  const secret = requirePassphrase(passphrase);
  const crypto = requireCrypto();
  try {
    return Uint8Array.from(
      crypto.createPrivateKey({ key: pem, passphrase: secret }).export({ format: "der", type: "pkcs8" }),
    );
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
}

function deriveKey(crypto: NodeCryptoModule, secret: string, derivation: KeyDerivation, length: number): Uint8Array {
  if (derivation.name === "pbkdf2") {
    const { hash, salt, iterations } = derivation;
    if (iterations > MAX_ITERATIONS) throw tooCostly();
    return crypto.pbkdf2Sync(secret, salt, iterations, length, hash);
  }
  const { salt, cost, blockSize, parallelization } = derivation;
  const memory = 128 * blockSize * (cost + parallelization + 2);
  if (memory > MAX_SCRYPT_MEMORY || parallelization > 16) throw tooCostly();
  try {
    return crypto.scryptSync(secret, salt, length, { cost, blockSize, parallelization, maxmem: memory + 1024 });
  } catch (cause) {
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "The private key's scrypt settings are not valid. Encrypt the key again.",
      { cause },
    );
  }
}

function requirePassphrase(passphrase: unknown): string {
  if (typeof passphrase === "string" && passphrase !== "") return passphrase;
  const fault = passphrase === undefined ? "missing" : passphrase === "" ? "empty" : "not a string";
  throw new SignatureError(
    "ERR_PASSPHRASE_MISSING",
    `The private key is encrypted, and the passphrase is ${fault}. Pass { passphrase }.`,
  );
}

function requireCrypto(): NodeCryptoModule {
  const crypto = nodeCrypto();
  if (crypto !== undefined) return crypto;
  throw new SignatureError(
    "ERR_KEY_ENCRYPTION",
    "This runtime has no node:crypto, so it cannot open an encrypted key. Open it elsewhere: `openssl pkcs8 -in key.pem -out open.pem`.",
  );
}

function wrongPassphrase(cause?: unknown): SignatureError {
  return new SignatureError(
    "ERR_PASSPHRASE_WRONG",
    "The private key cannot be opened with this passphrase. Check for blanks around it, and that it belongs to this key.",
    cause === undefined ? undefined : { cause },
  );
}

function tooCostly(): SignatureError {
  return new SignatureError(
    "ERR_KEY_ENCRYPTION",
    "Opening the private key would take more time or memory than any key should. Encrypt it again: `openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in key.pem -out new.pem`.",
  );
}
