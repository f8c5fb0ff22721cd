import { describeValue } from "../describe-value.js";
import { SignatureError } from "../error.js";
import { checkOptionNames } from "../option-names.js";
import { checkPublicKey } from "../key/check-public-key.js";
import type { ImportPublicKeyOptions } from "../key/import-public-key.js";
import { createKeyRing, ENVIRONMENTS, type KeyRing, type KeyRingContent } from "./key-ring.js";

/** Loads the keys from wherever they are kept. The signal is aborted when the attempt takes too long. */
export type KeyLoader = (context: { readonly signal: AbortSignal }) => KeyRingContent | Promise<KeyRingContent>;

/** Options of {@link loadKeyRing}. */
export interface LoadKeyRingOptions extends ImportPublicKeyOptions {
  /** How long to wait from the end of one attempt to the next, in ms, at most 24 days. Default: the keys are loaded once. */
  readonly refreshMs?: number | undefined;
  /** How long one attempt may take, in ms. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Called when a refresh failed; the ring has kept its keys. */
  readonly onError?: ((error: unknown) => unknown) | undefined;
  /** Called after a refresh that changed the keys. */
  readonly onChange?: ((ring: KeyRing) => unknown) | undefined;
}

const OPTIONS = [
  "refreshMs",
  "timeoutMs",
  "onError",
  "onChange",
  "allow",
  "onWarning",
] satisfies readonly (keyof LoadKeyRingOptions)[];

/** A {@link KeyRing} whose keys are loaded from elsewhere. */
export interface LoadedKeyRing extends KeyRing {
  /** Loads the keys now. @returns whether it worked; if not, the ring has kept its keys and `onError` was called */
  refresh(): Promise<boolean>;
  /** Stops refreshing. The keys stay. */
  stop(): void;
}

/**
 * Makes a {@link KeyRing} from a loader, and keeps it fresh. The first load must succeed, so that a server without keys does not
 * start. A refresh that fails, or that loads no key or an unusable one, changes nothing: the old keys stay.
 *
 * Each loaded key is checked as by {@link checkPublicKey}, once: up to a second, off the calling thread, unless its parameters are
 * published ones.
 *
 * @param loader - loads the keys; see {@link keysFromFiles} and {@link keysFromVariables}
 * @param options - how often to refresh, and whom to notify
 * @returns the ring, once its first keys are loaded
 * @throws {@link SignatureError} `ERR_LOAD_TIMEOUT`: the first load took too long
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: a time is out of range
 * @throws {@link SignatureError} the codes of {@link createKeyRing} and {@link checkPublicKey}
 * @throws whatever the loader throws
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
  checkOptionNames(options, OPTIONS, "loadKeyRing");
  const { refreshMs, timeoutMs = 10_000, allow, onWarning } = options;
  const importing = { allow, onWarning };
  for (const [name, ms] of Object.entries({ refreshMs, timeoutMs })) requireTimer(name, ms);
  requireFunction("The loader of loadKeyRing", loader);
  for (const name of ["onError", "onChange"] as const) {
    if (options[name] !== undefined) requireFunction(`The option "${name}"`, options[name]);
  }
  const checkKeys = createKeyCheck();
  const ring = createKeyRing(await attempt(loader, timeoutMs), importing);
  await checkKeys(ring);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  let stopped = false;

  async function load(): Promise<boolean> {
    const before = fingerprint(ring);
    try {
      const loaded = createKeyRing(await attempt(loader, timeoutMs, { isRefresh: true }), importing);
      await checkKeys(loaded);
      ring.replace({ development: loaded.publicKeys("development"), production: loaded.publicKeys("production") });
    } catch (error) {
      await report(error);
      return false;
    }
    try {
      if (fingerprint(ring) !== before) await options.onChange?.(ring);
    } catch (error) {
      await report(error);
    }
    return true;
  }
  /** A failing hook must not end the process: nobody awaits a refresh that a timer started. */
  async function report(error: unknown): Promise<void> {
    try {
      await options.onError?.(error);
    } catch {
      // There is nobody left to report to.
    }
  }
  /** One attempt at a time; callers during an attempt share its result. */
  function refresh(): Promise<boolean> {
    running ??= load().finally(() => {
      running = undefined;
    });
    return running;
  }
  function schedule(): void {
    if (refreshMs === undefined || stopped) return;
    timer = setTimeout(() => void refresh().finally(schedule), refreshMs);
    letGo(timer);
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

/** Makes a function that checks the keys of a ring as {@link checkPublicKey} does, but each key only once. */
function createKeyCheck(): (ring: KeyRing) => Promise<void> {
  let passed = new Set<string>();
  return async (ring) => {
    const keys = ring.publicKeys();
    for (const key of keys) if (!passed.has(key.keyId)) await checkPublicKey(key);
    passed = new Set(keys.map(({ keyId }) => keyId));
  };
}

/** A timer of more than 2^31 − 1 ms fires at once, so a monthly refresh would run without a pause. */
function requireTimer(name: string, ms: number | undefined): void {
  if (ms === undefined || (ms > 0 && ms <= 2_147_483_647)) return;
  throw new SignatureError(
    "ERR_INVALID_OPTION",
    `The option "${name}" must be a number of ms from 1 to 2147483647 (24 days).`,
  );
}

function requireFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new SignatureError("ERR_INVALID_OPTION", `${name} must be a function; got ${describeValue(value)}.`);
}

/** A process that has nothing else to do may end. */
function letGo(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}

async function attempt(
  loader: KeyLoader,
  timeoutMs: number,
  { isRefresh = false }: { isRefresh?: boolean } = {},
): Promise<KeyRingContent> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new SignatureError(
        "ERR_LOAD_TIMEOUT",
        `The keys were not loaded within ${timeoutMs} ms. Check the place they come from, or raise timeoutMs.`,
      );
      controller.abort(error);
      reject(error);
    }, timeoutMs);
    if (isRefresh) letGo(timer);
  });
  try {
    return await Promise.race([loader({ signal: controller.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A text that differs whenever the keys on the ring differ. */
function fingerprint(ring: KeyRing): string {
  return ENVIRONMENTS.map((environment) =>
    ring
      .publicKeys(environment)
      .map(({ keyId }) => keyId)
      .join(),
  ).join(" ");
}
