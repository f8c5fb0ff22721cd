import { utf8 } from "../bytes/bytes.js";
import { writeEncryptedKey } from "./pbes2.js";
import { webCrypto } from "../runtime.js";

/** What OWASP recommends for PBKDF2 with HMAC-SHA-256. Node's own export of encrypted keys uses 2,048. */
const ITERATIONS = 600_000;

/**
 * Encrypts a PKCS#8 key: AES-256-CBC, with a key from PBKDF2 with HMAC-SHA-256, 600,000 iterations and a fresh salt. PBKDF2 rather
 * than scrypt, because every OpenSSL and Java reads it, and OpenSSL refuses scrypt with more than 32 MB.
 */
export async function encryptKey(pkcs8: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const crypto = webCrypto();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const secret = await crypto.subtle.importKey("raw", Uint8Array.from(utf8(passphrase)), "PBKDF2", false, [
    "deriveKey",
  ]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    secret,
    { name: "AES-CBC", length: 256 },
    false,
    ["encrypt"],
  );
  const encrypted = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, Uint8Array.from(pkcs8));
  return writeEncryptedKey(salt, ITERATIONS, iv, new Uint8Array(encrypted));
}
