import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { parseLock, type VaultLock } from "./vault-lock.js";

const FORMAT = "ck-vault";
/** The version of the file format. A later format gets a higher number, and this version refuses it. */
const VERSION = 1;

/** The keys derived from a passphrase or a key file and the vault's salt. */
export interface VaultKeys {
  /** For AES-256-GCM, 32 bytes. */
  readonly sealing: Uint8Array;
  /** For the value that distinguishes a wrong passphrase from a damaged file, 32 bytes. */
  readonly checking: Uint8Array;
}

/** A vault file that is still locked. */
export interface SealedVault {
  readonly lock: VaultLock;
  readonly check: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/** Why a vault file could not be read or opened. */
export type SealFault = "corrupt" | "newer" | "wrong-keys";

/** Encrypts a text, and returns the vault file around it. */
export function seal(text: string, lock: VaultLock, keys: VaultKeys): string {
  // Random, 96 bits: sound for 2^32 writes under one salt (NIST SP 800-38D §8.3).
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keys.sealing, nonce).setAAD(header(lock));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const fields = {
    format: FORMAT,
    version: VERSION,
    lock,
    check: checkValue(lock, keys).toString("base64"),
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  return `${JSON.stringify({ ...fields, checksum: checksum(fields) }, undefined, 2)}\n`;
}

/** Reads a vault file without opening it. The checksum finds damage before it can look like a wrong passphrase. */
export function parseSealed(text: string): SealedVault | SealFault {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (typeof parsed !== "object" || parsed === null) return "corrupt";
  const { checksum: claimed, ...fields } = parsed as Record<string, unknown>;
  if (fields["format"] === FORMAT && Number.isInteger(fields["version"]) && Number(fields["version"]) > VERSION)
    return "newer";
  if (fields["format"] !== FORMAT || fields["version"] !== VERSION || claimed !== checksum(fields)) return "corrupt";
  const lock = parseLock(fields["lock"]);
  const { check, nonce, tag, data } = fields;
  if (lock === undefined || ![check, nonce, tag, data].every((each) => typeof each === "string")) return "corrupt";
  return { lock, check, nonce, tag, data } as SealedVault;
}

/** Decrypts the vault. Only somebody with the keys can have written the text that it returns. */
export function unseal(sealed: SealedVault, keys: VaultKeys): { readonly text: string } | SealFault {
  const check = Buffer.from(sealed.check, "base64");
  const expected = checkValue(sealed.lock, keys);
  if (check.length !== expected.length || !timingSafeEqual(check, expected)) return "wrong-keys";
  try {
    const decipher = createDecipheriv("aes-256-gcm", keys.sealing, Buffer.from(sealed.nonce, "base64"), {
      authTagLength: 16,
    });
    decipher.setAAD(header(sealed.lock)).setAuthTag(Buffer.from(sealed.tag, "base64"));
    const bytes = Buffer.concat([decipher.update(sealed.data, "base64"), decipher.final()]);
    const text = bytes.toString("utf8");
    bytes.fill(0);
    return { text };
  } catch {
    // Without a cause: that could carry what was being decrypted.
    return "corrupt";
  }
}

/** The part of the file that is not encrypted; the tag authenticates it too. */
function header(lock: VaultLock): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, VERSION, lock]), "utf8");
}

function checkValue(lock: VaultLock, keys: VaultKeys): Buffer {
  return createHmac("sha256", keys.checking).update(header(lock)).digest().subarray(0, 16);
}

function checksum(fields: object): string {
  return createHash("sha256").update(JSON.stringify(fields)).digest("base64");
}
