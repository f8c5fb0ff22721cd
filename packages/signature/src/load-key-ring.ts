import { SignatureError } from "./error.js";
import type { ImportPublicKeyOptions } from "./import-public-key.js";
import { createKeyRing, ENVIRONMENTS, type KeyRing, type KeyRingContent } from "./key-ring.js";
import { environmentVariables, nodeFiles } from "./runtime.js";

/** Fetches the keys from wherever they are kept. The signal is aborted when the attempt has taken too long. */
export type KeyLoader = (context: { readonly signal: AbortSignal }) => KeyRingContent | Promise<KeyRingContent>;

/** Options of {@link loadKeyRing}. */
export interface LoadKeyRingOptions extends ImportPublicKeyOptions {
  /** How long to wait between the end of one attempt and the next, in ms. Default: the keys are loaded once. */
  readonly refreshMs?: number | undefined;
  /** How long one attempt may take, in ms. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Is called when a refresh failed; the ring has kept its keys. Default: nothing is called. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Is called after a refresh that brought other keys. Default: nothing is called. */
  readonly onChange?: ((ring: KeyRing) => void) | undefined;
}

/** A {@link KeyRing} that is filled from elsewhere. */
export interface LoadedKeyRing extends KeyRing {
  /** Loads the keys now. @returns whether it worked; where not, the ring has kept its keys and `onError` was called */
  refresh(): Promise<boolean>;
  /** Ends the refreshing. The keys stay. */
  stop(): void;
}

/**
 * Makes a {@link KeyRing} from a loader, and keeps it fresh. The first load must work, so that a server without keys does not start. A
 * refresh that fails, or brings no key, or one that cannot be used, changes nothing: the old keys stay.
 *
 * @throws {@link SignatureError} the codes of {@link createKeyRing}; whatever the loader throws; `ERR_LOAD_TIMEOUT`
 * @example
 * ```ts
 * import { generateKeyPair, loadKeyRing } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * const ring = await loadKeyRing(async () => ({ development: publicKey, production: publicKey }), {
 *   refreshMs: 60_000,
 *   onError: (error) => console.error("The keys could not be refreshed:", error),
 * });
 * ring.stop();
 * ```
 */
export async function loadKeyRing(loader: KeyLoader, options: LoadKeyRingOptions = {}): Promise<LoadedKeyRing> {
  const { refreshMs, timeoutMs = 10_000 } = options;
  const ring = createKeyRing(await attempt(loader, timeoutMs), options);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  let stopped = false;

  async function load(): Promise<boolean> {
    const before = fingerprint(ring);
    try {
      ring.replace(await attempt(loader, timeoutMs));
    } catch (error) {
      options.onError?.(error);
      return false;
    }
    if (fingerprint(ring) !== before) options.onChange?.(ring);
    return true;
  }
  /** One attempt at a time; who asks during one gets its result. */
  function refresh(): Promise<boolean> {
    running ??= load().finally(() => {
      running = undefined;
    });
    return running;
  }
  function schedule(): void {
    if (refreshMs === undefined || stopped) return;
    timer = setTimeout(() => void refresh().finally(schedule), refreshMs);
    // A process that has nothing else to do should end.
    (timer as { unref?: () => void }).unref?.();
  }
  schedule();
  return {
    ...ring,
    refresh,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function attempt(loader: KeyLoader, timeoutMs: number): Promise<KeyRingContent> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new SignatureError(
        "ERR_LOAD_TIMEOUT",
        `The keys were not loaded within ${timeoutMs} ms. Check the place that they come from.`,
      );
      controller.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([loader({ signal: controller.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tells one content of a ring from another. */
function fingerprint(ring: KeyRing): string {
  return ENVIRONMENTS.map((environment) =>
    ring
      .publicKeys(environment)
      .map(({ keyId }) => keyId)
      .join(),
  ).join(" ");
}

/** The names of files or variables, for each environment; one name stands for both. */
export type KeyPlaces = string | Readonly<Partial<Record<"development" | "production", string | undefined>>>;

/**
 * A loader that reads files. A file may hold several keys: PEM blocks one after the other, or Base64 divided by commas.
 *
 * @throws when it loads: {@link SignatureError} `ERR_RUNTIME` without `node:fs`, and what reading a file throws
 * @example
 * ```ts
 * import { keysFromFiles } from "@ck/signature";
 *
 * const loader = keysFromFiles({ development: "keys/development.pem", production: "keys/production.pem" });
 * ```
 */
export function keysFromFiles(places: KeyPlaces): KeyLoader {
  return async ({ signal }) => {
    const files = nodeFiles();
    return eachPlace(places, async (path) => files.readFile(path, { encoding: "utf8", signal }));
  };
}

/**
 * A loader that reads environment variables. A variable may hold several keys, as a file may.
 *
 * @param variables - where to look; default `process.env`
 * @throws when it loads: {@link SignatureError} `ERR_NO_KEYS` for a variable that is not set
 * @example
 * ```ts
 * import { generateKeyPair, keysFromVariables, loadKeyRing } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * const ring = await loadKeyRing(keysFromVariables("CK_PUBLIC_KEY", { CK_PUBLIC_KEY: publicKey }));
 * ```
 */
export function keysFromVariables(
  places: KeyPlaces,
  variables: Readonly<Record<string, string | undefined>> = environmentVariables(),
): KeyLoader {
  return () =>
    eachPlace(places, (name) => {
      const text = variables[name];
      if (text !== undefined && text.trim() !== "") return Promise.resolve(text);
      throw new SignatureError(
        "ERR_NO_KEYS",
        `The environment variable ${name} is not set. Put the bot's public key into it.`,
      );
    });
}

async function eachPlace(places: KeyPlaces, read: (place: string) => Promise<string>): Promise<KeyRingContent> {
  const named = typeof places === "string" ? { development: places, production: places } : places;
  const content: Partial<Record<"development" | "production", readonly string[]>> = {};
  for (const environment of ENVIRONMENTS) {
    const place = named[environment];
    if (place !== undefined) content[environment] = splitKeys(await read(place));
  }
  return content;
}

/** The keys in a text that may hold several. */
function splitKeys(text: string): readonly string[] {
  const blocks = text.split(/(?=-----BEGIN )/).filter((block) => block.includes("-----BEGIN "));
  if (blocks.length > 1) return blocks;
  const items = text.split(",").filter((item) => item.trim() !== "");
  return items.length > 1 && blocks.length === 0 ? items : [text];
}
