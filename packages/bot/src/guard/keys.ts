import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import { createKeyRing, type KeyRing, type PublicKeyInput } from "@ck/signature";
import { BotError } from "../error.js";

/** A key as the console shows it (bare Base64), in any other form that `importPublicKey` of `@ck/signature` reads, or imported already. */
export type KeyInput = PublicKeyInput;

type KeysByEnvironment = { readonly [E in Environment]?: KeyInput | readonly KeyInput[] };

/**
 * Whose signatures are accepted (docs/contract.md §5).
 *
 * - one key, or several while one replaces another, for both environments
 * - keys by environment, which then cannot sign for each other
 * - a `KeyRing` of `@ck/signature`, whose keys may change while the server runs
 * - `false`: requests are not signed, and anybody can send one
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
 *
 * @param path - how the author knows the option
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`: a key is absent or blank
 * @throws {@link SignatureError}: something is not a DSA public key
 */
export function trustKeys(option: PublicKeyOption | undefined, path = "publicKey"): KeyRing | false {
  if (option === false) return false;
  if (isKeyRing(option)) {
    if (option.publicKeys().length === 0) throw noKey(path, "a key ring without keys");
    return option;
  }
  if (!isByEnvironment(option)) {
    const keys = requireKeys(path, option);
    return createKeyRing({ development: keys, production: keys });
  }
  const sides = Object.entries(option);
  if (sides.length === 0) throw noKey(path, "{}");
  for (const [name, keys] of sides) {
    if (!ENVIRONMENTS.some((environment) => environment === name)) {
      throw new BotError(
        "ERR_INVALID_OPTION",
        `${path} takes keys by environment, development and production; "${name}" is neither.`,
      );
    }
    requireKeys(`${path}.${name}`, keys);
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
  if (Object.prototype.toString.call(option) !== "[object Object]") return false;
  // An imported key, or the numbers of one.
  return !("keyId" in (option as object)) && !("p" in (option as object));
}

function noKey(path: string, found: string): BotError {
  return new BotError(
    "ERR_NO_PUBLIC_KEY",
    `${path} is ${found}. Set it to the key that the console shows under "Show key" (is the environment variable set?), or, for a bot whose webhook is not secured, set ${path}: false.`,
  );
}
