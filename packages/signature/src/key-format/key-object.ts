import { bytesOf } from "../bytes/bytes.js";
import { SignatureError } from "../error.js";

/** A public or private `KeyObject` of `node:crypto`, by its shape, so that our types do not need Node's. */
export interface NodeKeyObject {
  readonly type: string;
  readonly asymmetricKeyType?: string | undefined;
  export(options: { readonly format: "der"; readonly type: "spki" | "pkcs8" }): Uint8Array;
}

/** Tells whether a value has that shape. */
export function isKeyObject(value: unknown): value is NodeKeyObject {
  if (typeof value !== "object" || value === null) return false;
  return "asymmetricKeyType" in value && "export" in value && typeof value.export === "function";
}

/** Tells whether a value is a `KeyObject` for a symmetric key, such as one for HMAC. */
export function isSecretKey(value: unknown): boolean {
  return typeof value === "object" && value !== null && "symmetricKeySize" in value && "export" in value;
}

/** The DER of a key object: SubjectPublicKeyInfo or PKCS#8, whatever its algorithm. */
export function exportKeyObject(key: NodeKeyObject): Uint8Array {
  const type = key.type === "private" ? "pkcs8" : "spki";
  try {
    const der = bytesOf(key.export({ format: "der", type }));
    if (der !== undefined) return der;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

function unreadable(cause?: unknown): SignatureError {
  return new SignatureError(
    "ERR_KEY_UNREADABLE",
    "The runtime cannot export this KeyObject. Pass the text or the DER that it was made from.",
    cause === undefined ? undefined : { cause },
  );
}
