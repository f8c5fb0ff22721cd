import { BotError } from "../error.js";

/**
 * Text or bytes that only your own processes know, at least 32 of them, from a random generator. Of a list, the first one
 * seals and all of them open, so that a secret can be replaced while the bot runs.
 */
export type Secret = string | Uint8Array | readonly (string | Uint8Array)[];

/** Encrypts and authenticates what leaves the process. */
export interface Sealer {
  /** @param identity - what the bytes belong to; they can only be opened for the same identity */
  readonly seal: (bytes: Uint8Array, identity: string) => Promise<Uint8Array>;
  /** @throws {@link BotError} `ERR_SEAL`, or `ERR_WORKER_OUTDATED` for a newer format or an unknown secret */
  readonly open: (sealed: Uint8Array, identity: string) => Promise<Uint8Array>;
}

/*
 * What is sealed is: version (1 byte), id of the key (4), nonce (12), AES-256-GCM ciphertext with its tag (16).
 *
 * Key and id are derived from the secret with HKDF-SHA-256 under different labels, so the id reveals nothing of the key. A
 * random nonce of 96 bits is safe for some 2³² messages under one secret (NIST SP 800-38D §8.3).
 */
export const SEAL_FORMAT = 1;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const HEADER_BYTES = 1 + ID_BYTES + NONCE_BYTES;
const TAG_BYTES = 16;
const LEAST_SECRET_BYTES = 32;

const encoder = new TextEncoder();

type SymmetricKey = Awaited<ReturnType<typeof crypto.subtle.deriveKey>>;

interface Key {
  readonly id: Uint8Array;
  readonly key: SymmetricKey;
}

/**
 * Creates a sealer. Keys are derived when the first one is needed.
 *
 * @throws {@link BotError} `ERR_INVALID_OPTION`: there is no secret, or one is too short
 */
export function createSealer(secret: Secret, option: string): Sealer {
  const secrets = readSecrets(secret, option);
  let derived: Promise<readonly Key[]> | undefined;
  const keys = (): Promise<readonly Key[]> => (derived ??= Promise.all(secrets.map(deriveKey)));

  return {
    async seal(bytes, identity) {
      const [{ id, key }] = (await keys()) as readonly [Key];
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const parameters = { name: "AES-GCM", iv, additionalData: encoder.encode(identity) };
      const ciphertext = new Uint8Array(await crypto.subtle.encrypt(parameters, key, new Uint8Array(bytes)));
      const sealed = new Uint8Array(HEADER_BYTES + ciphertext.byteLength);
      sealed[0] = SEAL_FORMAT;
      sealed.set(id, 1);
      sealed.set(iv, 1 + ID_BYTES);
      sealed.set(ciphertext, HEADER_BYTES);
      return sealed;
    },
    async open(sealed, identity) {
      const [version = 0] = sealed;
      // Unsealed values of ours are JSON, or a single zero byte.
      if (sealed.byteLength < HEADER_BYTES + TAG_BYTES || version === 0 || version >= 0x20) throw notSealed();
      if (version !== SEAL_FORMAT) throw outdated("It was sealed in a newer format.");
      const id = sealed.subarray(1, 1 + ID_BYTES);
      const found = (await keys()).find((key) => key.id.every((byte, index) => byte === id[index]));
      if (found === undefined) throw outdated("It was sealed with a secret that this process does not have.");
      const iv = sealed.slice(1 + ID_BYTES, HEADER_BYTES);
      const parameters = { name: "AES-GCM", iv, additionalData: encoder.encode(identity) };
      try {
        return new Uint8Array(await crypto.subtle.decrypt(parameters, found.key, sealed.slice(HEADER_BYTES)));
      } catch {
        throw new BotError(
          "ERR_SEAL",
          "A sealed value cannot be opened: it was altered, or moved from another place. Check who can write to the store and the queue.",
        );
      }
    },
  };
}

async function deriveKey(secret: Uint8Array): Promise<Key> {
  const material = await crypto.subtle.importKey("raw", new Uint8Array(secret), "HKDF", false, [
    "deriveBits",
    "deriveKey",
  ]);
  const hkdf = (label: string): Parameters<typeof crypto.subtle.deriveBits>[0] => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(0),
    info: encoder.encode(`@ck/bot seal ${SEAL_FORMAT} ${label}`),
  });
  const aes = { name: "AES-GCM", length: 256 };
  const [key, id] = await Promise.all([
    crypto.subtle.deriveKey(hkdf("key"), material, aes, false, ["encrypt", "decrypt"]),
    crypto.subtle.deriveBits(hkdf("id"), material, 8 * ID_BYTES),
  ]);
  return { key, id: new Uint8Array(id) };
}

function readSecrets(secret: Secret, option: string): readonly Uint8Array[] {
  const list = Array.isArray(secret) ? (secret as readonly unknown[]) : [secret];
  if (list.length === 0) throw invalid(`${option} must hold at least one secret; got an empty list.`);
  return list.map((each) => {
    const bytes = typeof each === "string" ? encoder.encode(each) : each;
    if (!(bytes instanceof Uint8Array)) {
      throw invalid(`${option} must be a string or a Uint8Array, or a list of them; got ${typeof each}.`);
    }
    if (bytes.byteLength < LEAST_SECRET_BYTES) {
      throw invalid(
        `${option} must be at least ${LEAST_SECRET_BYTES} bytes long; got ${bytes.byteLength}. Make one with: openssl rand -base64 32`,
      );
    }
    return bytes;
  });
}

function notSealed(): BotError {
  return new BotError(
    "ERR_SEAL",
    "A value is not sealed, although a secret is set. Give the web processes and the workers the same secret.",
  );
}

function outdated(why: string): BotError {
  return new BotError("ERR_WORKER_OUTDATED", `A sealed value cannot be opened. ${why}`);
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
