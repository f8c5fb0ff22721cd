import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import { importPublicKey, type PublicKey } from "@ck/signature";
import { BotError } from "./errors.js";

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

/**
 * Which keys speak for the platform (contract §5). One key, or several while one replaces another, for both environments; or keys by environment, which then
 * cannot speak for each other; or `false`, said aloud: requests are not signed, and anybody can send one.
 *
 * @example
 * ```ts
 * import type { PublicKeyOption } from "@ck/bot";
 *
 * const byEnvironment: PublicKeyOption = { development: "MIIDRzCC…", production: ["MIIDRzCC…", "MIIDQjCC…"] };
 * ```
 */
export type PublicKeyOption =
  false | KeyInput | readonly KeyInput[] | { readonly [E in Environment]?: KeyInput | readonly KeyInput[] };

/** The imported keys, and for which environments each may speak. */
export interface TrustedKeys {
  readonly keys: readonly PublicKey[];
  readonly environmentsOf: (keyId: string) => ReadonlySet<Environment>;
}

/**
 * Imports the keys, once, at start-up. `false` means unsigned.
 * @throws BotError `ERR_NO_PUBLIC_KEY` where a key is absent or blank; SignatureError for what is no DSA public key.
 */
export function trustKeys(option: PublicKeyOption | undefined): TrustedKeys | false {
  if (option === false) return false;
  const keys = new Map<string, PublicKey>();
  const environments = new Map<string, Set<Environment>>();
  for (const [path, input, speaksFor] of listKeys(option)) {
    const key = importPublicKey(requireKey(input, path));
    keys.set(key.keyId, key);
    const known = environments.get(key.keyId) ?? new Set();
    environments.set(key.keyId, new Set([...known, ...speaksFor]));
  }
  return { keys: [...keys.values()], environmentsOf: (keyId) => environments.get(keyId) ?? new Set() };
}

function listKeys(option: Exclude<PublicKeyOption, false> | undefined): [string, unknown, readonly Environment[]][] {
  if (!isByEnvironment(option)) return listSide("publicKey", option, ENVIRONMENTS);
  const unknown = Object.keys(option).find((name) => !ENVIRONMENTS.some((environment) => environment === name));
  if (unknown !== undefined) {
    throw new BotError(
      "ERR_INVALID_OPTION",
      `publicKey has keys by environment, development and production, and has no place for "${unknown}".`,
    );
  }
  const sides = ENVIRONMENTS.filter((environment) => environment in option);
  if (sides.length === 0) throw noKey("publicKey", "{}");
  return sides.flatMap((environment) => listSide(`publicKey.${environment}`, option[environment], [environment]));
}

function listSide(
  path: string,
  side: unknown,
  speaksFor: readonly Environment[],
): [string, unknown, readonly Environment[]][] {
  if (!Array.isArray(side)) return [[path, side, speaksFor]];
  if (side.length === 0) throw noKey(path, "an empty list");
  return side.map((input: unknown, index) => [`${path}[${index}]`, input, speaksFor]);
}

function isByEnvironment(option: unknown): option is { readonly [E in Environment]?: KeyInput | readonly KeyInput[] } {
  return (
    typeof option === "object" &&
    option !== null &&
    !Array.isArray(option) &&
    !ArrayBuffer.isView(option) &&
    !("keyId" in option)
  );
}

function requireKey(input: unknown, path: string): KeyInput {
  if (input === undefined || input === null || input === true || (typeof input === "string" && input.trim() === "")) {
    throw noKey(path, typeof input === "string" ? "blank" : String(input));
  }
  return input as KeyInput;
}

function noKey(path: string, came: string): BotError {
  return new BotError(
    "ERR_NO_PUBLIC_KEY",
    `${path} is ${came}. Set it to the key that the console shows under "Show key" (is the environment variable set?), or, for a bot whose webhook is not secured, set publicKey: false.`,
  );
}
