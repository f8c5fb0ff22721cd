import type { PublicKeyOption } from "@ck/bot";
import { importPublicKey, isSignatureError, type Hash, type PublicKey } from "@ck/signature";
import { read, type Env } from "../program/settings.js";
import { SetupError } from "../program/setup-error.js";

/** The platform's keys, and how it signs. */
export interface Trust {
  readonly publicKey: Exclude<PublicKeyOption, false>;
  readonly hash: Hash;
}

const HASHES: readonly Hash[] = ["sha256", "sha384", "sha512", "sha224", "sha1"];

/** @throws SetupError if the key is missing or unusable */
export function readTrust(env: Env): Trust {
  const both = readKey(env, "CK_PUBLIC_KEY");
  const development = readKey(env, "CK_PUBLIC_KEY_DEVELOPMENT");
  const production = readKey(env, "CK_PUBLIC_KEY_PRODUCTION");
  if (both && (development ?? production)) {
    throw new SetupError(
      "CK_PUBLIC_KEY is for both environments, but a key for a single environment is set too. Set either CK_PUBLIC_KEY, or the other two.",
    );
  }
  const hash = readHash(env);
  if (both) return { publicKey: both, hash };
  if (development ?? production) {
    return { publicKey: { ...(development && { development }), ...(production && { production }) }, hash };
  }
  throw new SetupError(
    'No public key is set. Set CK_PUBLIC_KEY to the key that the console shows under "Show key", or set CK_PUBLIC_KEY_DEVELOPMENT and CK_PUBLIC_KEY_PRODUCTION if the environments have different keys.',
  );
}

function readKey(env: Env, name: string): PublicKey | undefined {
  const text = read(env, name);
  if (text === undefined) return undefined;
  try {
    return importPublicKey(text);
  } catch (error) {
    if (!isSignatureError(error)) throw error;
    throw new SetupError(`${name}: ${error.message}`, { cause: error });
  }
}

function readHash(env: Env): Hash {
  const text = read(env, "CK_HASH");
  if (text === undefined) return "sha256";
  const hash = HASHES.find((name) => name === text.toLowerCase().replace("-", ""));
  if (hash !== undefined) return hash;
  throw new SetupError(`CK_HASH must be one of ${HASHES.join(", ")}.`);
}
