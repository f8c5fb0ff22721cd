import { describeValue } from "../describe-value.js";
import { SignatureError } from "../error.js";
import { checkOptionNames } from "../option-names.js";
import { importPublicKey, type ImportPublicKeyOptions, type PublicKeyInput } from "../key/import-public-key.js";
import { isPublicKey, type PublicKey } from "../key/key.js";
import type { PublicKeySource } from "../verify-input.js";

/** Where a bot runs. A new key is used in development at once, and in production once the project is deployed (docs/contract.md §5). */
export type Environment = "development" | "production";

/** The environments, in the order in which a key gets there. */
export const ENVIRONMENTS: readonly Environment[] = ["development", "production"];

/** One key or several, imported or in any form that {@link importPublicKey} accepts. */
export type KeyRingKeys = PublicKeyInput | readonly PublicKeyInput[];

/** The keys of each environment. */
export type KeyRingContent = Readonly<Partial<Record<Environment, KeyRingKeys | undefined>>>;

/** Public keys by environment, which can change while the server runs. Can be passed to {@link verify} instead of a key. */
export interface KeyRing extends PublicKeySource {
  /** The keys of one environment, or of all. The array is replaced, never changed. */
  publicKeys(environment?: Environment): readonly PublicKey[];
  /** The environments that a key is trusted for; none for a key that is not on the ring. */
  environmentsOf(keyId: string): readonly Environment[];
  /** Adds a key to those that are there. @returns the imported key */
  add(environment: Environment, key: PublicKeyInput): PublicKey;
  /** Removes a key from one environment, or from all. @returns whether it was there */
  retire(keyId: string, environment?: Environment): boolean;
  /** Replaces all keys at once; if a key cannot be imported, it throws and changes nothing. */
  replace(content: KeyRingContent): void;
}

/**
 * Makes a {@link KeyRing}.
 *
 * To rotate keys, add the new key to both environments, make the platform sign with it, deploy, then retire the old key. No genuine
 * request is rejected at any time.
 *
 * @param content - the keys to begin with; an environment may be left out
 * @param options - how keys are imported, now and later
 * @returns the ring
 * @throws {@link SignatureError} `ERR_NO_KEYS`: `content` is given but contains no key
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: `content` names an unknown environment
 * @throws {@link SignatureError} the codes of {@link importPublicKey}
 * @example
 * ```ts
 * import { createKeyRing, generateKeyPair, sign, verify } from "@ck/signature";
 *
 * const [old, next] = [await generateKeyPair(), await generateKeyPair()];
 * const ring = createKeyRing({ development: old.publicKey, production: old.publicKey });
 * const added = ring.add("development", next.publicKey);
 *
 * const result = await verify("{}", sign("{}", next.privateKey), ring);
 * if (result.valid) console.log(ring.environmentsOf(result.keyId)); // [ 'development' ]
 * ```
 */
export function createKeyRing(content?: KeyRingContent, options: ImportPublicKeyOptions = {}): KeyRing {
  checkOptionNames(options, ["allow", "onWarning"], "createKeyRing");
  let held = content === undefined ? emptyContent() : importContent(content, options);
  let all = distinct(held);

  function hold(next: Held): void {
    held = next;
    all = distinct(next);
  }
  return {
    publicKeys: (environment) => (environment === undefined ? all : held[checked(environment)]),
    environmentsOf: (keyId) => ENVIRONMENTS.filter((environment) => has(held[environment], keyId)),
    add(environment, key) {
      const imported = importPublicKey(key, options);
      const keys = held[checked(environment)];
      if (!has(keys, imported.keyId)) hold({ ...held, [environment]: [...keys, imported] });
      return imported;
    },
    retire(keyId, environment) {
      const places = environment === undefined ? ENVIRONMENTS : [checked(environment)];
      const found = places.filter((place) => has(held[place], keyId));
      const without = found.map((place) => [place, held[place].filter((key) => key.keyId !== keyId)] as const);
      hold({ ...held, ...Object.fromEntries(without) });
      return found.length > 0;
    },
    replace: (next) => hold(importContent(next, options)),
  };
}

type Held = Readonly<Record<Environment, readonly PublicKey[]>>;

function emptyContent(): Held {
  return { development: [], production: [] };
}

/** All or nothing: a ring that lost half of its keys to one bad file would reject genuine requests. */
function importContent(content: KeyRingContent, options: ImportPublicKeyOptions): Held {
  requireContent(content);
  for (const name of Object.keys(content)) checked(name);
  const importAll = (keys: KeyRingKeys | undefined): readonly PublicKey[] => {
    const list = keys === undefined ? [] : isList(keys) ? keys : [keys];
    const imported = list.map((key) => importPublicKey(key, options));
    return imported.filter((key, index) => imported.findIndex(({ keyId }) => keyId === key.keyId) === index);
  };
  const held = { development: importAll(content.development), production: importAll(content.production) };
  if (distinct(held).length === 0) {
    throw new SignatureError(
      "ERR_NO_KEYS",
      "There is no key for any environment. Give at least one: { development } or { production }.",
    );
  }
  return held;
}

/** A key in place of the content is a mistake that many make. */
function requireContent(content: unknown): void {
  const imported = isPublicKey(content);
  const isPlain = typeof content === "object" && content !== null && !Array.isArray(content) && !imported;
  if (isPlain && describeValue(content) === "a plain object") return;
  throw new SignatureError(
    "ERR_INVALID_OPTION",
    `A key ring needs keys by environment; got ${imported ? "an imported key" : describeValue(content)}. Pass { development: key, production: key }, with one key or an array of keys for each.`,
  );
}

function isList(keys: KeyRingKeys): keys is readonly PublicKeyInput[] {
  return Array.isArray(keys);
}

function distinct({ development, production }: Held): readonly PublicKey[] {
  return [...development, ...production.filter(({ keyId }) => !has(development, keyId))];
}

function has(keys: readonly PublicKey[], keyId: string): boolean {
  return keys.some((key) => key.keyId === keyId);
}

function checked(environment: string): Environment {
  const found = ENVIRONMENTS.find((name) => name === environment);
  if (found !== undefined) return found;
  throw new SignatureError("ERR_INVALID_OPTION", 'An environment must be "development" or "production".');
}
