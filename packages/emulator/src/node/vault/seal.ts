import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { parseLock, type VaultLock } from "./vault-lock.js";

const FORMAT = "ck-vault";
/** Of the file's form. A later form gets a later number, and a program of today refuses it instead of damaging it. */
const VERSION = 1;

/** The keys that a passphrase or a key file stands for, under one vault's salt. */
export interface VaultKeys {
  /** For AES-256-GCM, 32 bytes. */
  readonly sealing: Uint8Array;
  /** For the value that tells a wrong passphrase from a damaged file, 32 bytes. */
  readonly checking: Uint8Array;
}

/** The vault's file, still locked. */
export interface SealedVault {
  readonly lock: VaultLock;
  readonly check: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/** Why a vault's file could not be read or opened. */
export type SealFault = "corrupt" | "newer" | "wrong-keys";

/** Encrypts a text and writes the vault's file around it. */
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

/** Reads the vault's file without opening it. The checksum finds damage before anybody is told that the passphrase is wrong. */
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

/** Decrypts the vault. What comes is text that nothing but the keys' owner can have written. */
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
    // No cause: it could carry what was being decrypted.
    return "corrupt";
  }
}

/** The part of the file that is not encrypted, which the tag stands for as well. */
function header(lock: VaultLock): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, VERSION, lock]), "utf8");
}

function checkValue(lock: VaultLock, keys: VaultKeys): Buffer {
  return createHmac("sha256", keys.checking).update(header(lock)).digest().subarray(0, 16);
}

function checksum(fields: object): string {
  return createHash("sha256").update(JSON.stringify(fields)).digest("base64");
}
