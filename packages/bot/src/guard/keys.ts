import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import { createKeyRing, type KeyRing, type PublicKey } from "@ck/signature";
import { BotError } from "../error.js";

/**
 * A key as the console shows it (bare Base64, PEM), as DER bytes, or imported already.
 *
 * @example
 * ```ts
 * import type { KeyInput } from "@ck/bot";
 *
 * const key: KeyInput | undefined = process.env["CK_PUBLIC_KEY"];
 * ```
 */
export type KeyInput = string | Uint8Array | PublicKey;

type KeysByEnvironment = { readonly [E in Environment]?: KeyInput | readonly KeyInput[] };

/**
 * Which keys speak for the platform (contract §5). One key, or several while one replaces another, for both environments; or keys by environment, which then
 * cannot speak for each other; or a `KeyRing` of `@ck/signature`, whose keys may change while the server runs; or `false`, said aloud: requests are not
 * signed, and anybody can send one.
 *
 * @example
 * ```ts
 * import type { PublicKeyOption } from "@ck/bot";
 *
 * const byEnvironment: PublicKeyOption = { development: "MIIDRzCC…", production: ["MIIDRzCC…", "MIIDQjCC…"] };
 * ```
 */
export type PublicKeyOption = false | KeyInput | readonly KeyInput[] | KeysByEnvironment | KeyRing;

/**
 * Imports the keys, once, at start-up. `false` means unsigned.
 * @throws BotError `ERR_NO_PUBLIC_KEY` where a key is absent or blank; SignatureError for what is no DSA public key.
 */
export function trustKeys(option: PublicKeyOption | undefined): KeyRing | false {
  if (option === false) return false;
  if (isKeyRing(option)) {
    if (option.publicKeys().length === 0) throw noKey("publicKey", "a key ring without keys");
    return option;
  }
  if (!isByEnvironment(option)) {
    const keys = requireKeys("publicKey", option);
    return createKeyRing({ development: keys, production: keys });
  }
  const sides = Object.entries(option);
  if (sides.length === 0) throw noKey("publicKey", "{}");
  for (const [name, keys] of sides) {
    if (!ENVIRONMENTS.some((environment) => environment === name)) {
      throw new BotError(
        "ERR_INVALID_OPTION",
        `publicKey has keys by environment, development and production, and has no place for "${name}".`,
      );
    }
    requireKeys(`publicKey.${name}`, keys);
  }
  return createKeyRing(option);
}

function requireKeys(path: string, keys: unknown): readonly KeyInput[] {
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [keys];
  if (list.length === 0) throw noKey(path, "an empty list");
  list.forEach((key, index) => {
    const at = Array.isArray(keys) ? `${path}[${index}]` : path;
    if (typeof key === "string" && key.trim() === "") throw noKey(at, "blank");
    if (key === undefined || key === null || typeof key === "boolean") throw noKey(at, String(key));
  });
  return list as readonly KeyInput[];
}

function isKeyRing(option: unknown): option is KeyRing {
  return typeof option === "object" && option !== null && "publicKeys" in option && "environmentsOf" in option;
}

function isByEnvironment(option: unknown): option is KeysByEnvironment {
  // Objects of other classes (a KeyObject, a promise) are keys, or are named by the import that refuses them.
  return Object.prototype.toString.call(option) === "[object Object]" && !("keyId" in (option as object));
}

function noKey(path: string, came: string): BotError {
  return new BotError(
    "ERR_NO_PUBLIC_KEY",
    `${path} is ${came}. Set it to the key that the console shows under "Show key" (is the environment variable set?), or, for a bot whose webhook is not secured, set publicKey: false.`,
  );
}
