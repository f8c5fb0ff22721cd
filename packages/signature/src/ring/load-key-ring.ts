import { SignatureError } from "../error.js";
import type { ImportPublicKeyOptions } from "../key/import-public-key.js";
import { createKeyRing, ENVIRONMENTS, type KeyRing, type KeyRingContent } from "./key-ring.js";

/** Fetches the keys from wherever they are kept. The signal is aborted when the attempt has taken too long. */
export type KeyLoader = (context: { readonly signal: AbortSignal }) => KeyRingContent | Promise<KeyRingContent>;

/** Options of {@link loadKeyRing}. */
export interface LoadKeyRingOptions extends ImportPublicKeyOptions {
  /** How long to wait between the end of one attempt and the next, in ms, at most 24 days. Default: the keys are loaded once. */
  readonly refreshMs?: number | undefined;
  /** How long one attempt may take, in ms. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Is called when a refresh failed; the ring has kept its keys. Default: nothing is called. */
  readonly onError?: ((error: unknown) => unknown) | undefined;
  /** Is called after a refresh that brought other keys. Default: nothing is called. */
  readonly onChange?: ((ring: KeyRing) => unknown) | undefined;
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
 * @throws {@link SignatureError} the codes of {@link createKeyRing}; whatever the loader throws; `ERR_LOAD_TIMEOUT`; `ERR_INVALID_OPTION`
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
  for (const [name, ms] of Object.entries({ refreshMs, timeoutMs })) requireTimer(name, ms);
  const ring = createKeyRing(await attempt(loader, timeoutMs), options);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  let stopped = false;

  async function load(): Promise<boolean> {
    const before = fingerprint(ring);
    try {
      ring.replace(await attempt(loader, timeoutMs, { isRefresh: true }));
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
  /** A hook that fails must not end the process: nobody awaits a refresh that a timer began. */
  async function report(error: unknown): Promise<void> {
    try {
      await options.onError?.(error);
    } catch {
      // There is nobody left to tell.
    }
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

/** A timer that is set to more than 2^31 − 1 ms runs at once, so a refresh every month would ask without a pause. */
function requireTimer(name: string, ms: number | undefined): void {
  if (ms === undefined || (ms > 0 && ms <= 2_147_483_647)) return;
  throw new SignatureError(
    "ERR_INVALID_OPTION",
    `The option "${name}" must be a number of ms from 1 to 2147483647 (24 days).`,
  );
}

/** A process that has nothing else to do should end. */
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
        `The keys were not loaded within ${timeoutMs} ms. Check the place that they come from.`,
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

/** Tells one content of a ring from another. */
function fingerprint(ring: KeyRing): string {
  return ENVIRONMENTS.map((environment) =>
    ring
      .publicKeys(environment)
      .map(({ keyId }) => keyId)
      .join(),
  ).join(" ");
}
