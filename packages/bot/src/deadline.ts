import type { RawRequest } from "./raw.js";

/** The longest that a timer of JavaScript runs, in ms; one that is set to more ends at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Why a {@link Deadline}'s signal was aborted. */
export type AbortCause = "deadline" | "gone";

/** The time that one request may take, from its hand-over by the adapter on. */
export interface Deadline {
  /** How long the handler may take, in ms. */
  readonly limitMs: number;
  /** How long the answer given in its place may take past that, in ms. */
  readonly graceMs: number;
  /** Aborted when the time is over, or the caller is gone. */
  readonly signal: AbortSignal;
  /** Which of the two it was. */
  readonly cause: () => AbortCause | undefined;
  readonly remainingMs: () => number;
  readonly elapsedMs: () => number;
  /** Settles as `work` does, or is rejected with the signal's reason as soon as that is, or would be, aborted. */
  readonly race: <T>(work: Promise<T>) => Promise<T>;
  /** The time of a handler that may go on past the deadline. Before that it ends with the caller, afterwards not. */
  readonly extend: (limitMs: number) => Deadline;
  /** Has the time be over now. */
  readonly expire: () => void;
  /** Frees the timer. The signal is not aborted afterwards. */
  readonly stop: () => void;
}

/** What is left to the network of the time that the platform waits: unless told otherwise, and at the very least. In ms. */
const RESERVE_MS = 500;
const NETWORK_MS = 50;

/** How long the `late` and `failure` handlers may take past the deadline, in ms. */
const GRACE_MS = 250;

/** When to have answered somebody who waits so long, in ms. */
export function deadlineBefore(timeoutMs: number): number {
  return Math.max(1, timeoutMs - RESERVE_MS);
}

/** Starts the clock of a request, within the bounds of the options and of the request itself. */
export function startDeadline(
  config: { readonly deadlineMs: number; readonly responseTimeoutMs: number },
  { signal: caller, onGone, remainingMs }: Pick<RawRequest, "signal" | "onGone" | "remainingMs">,
): Deadline {
  const leftMs = Number.isFinite(remainingMs) ? Number(remainingMs) : Infinity;
  const limitMs = Math.min(config.deadlineMs, deadlineBefore(leftMs));
  const graceMs = Math.max(0, Math.min(GRACE_MS, Math.min(config.responseTimeoutMs, leftMs) - NETWORK_MS - limitMs));
  return startClock(limitMs, { caller, onGone, graceMs, leftMs });
}

/** What there is to a clock beside its time. */
interface ClockOptions {
  readonly caller?: RawRequest["signal"] | undefined;
  readonly onGone?: RawRequest["onGone"] | undefined;
  readonly graceMs?: number;
  /** When something other than the platform ends all this, in ms. */
  readonly leftMs?: number;
}

/** Starts a clock that ends after so many ms, or when the caller is gone. */
export function startClock(
  ms: number,
  { caller, onGone, graceMs = 0, leftMs = Infinity }: ClockOptions = {},
): Deadline {
  const started = performance.now();
  let cause: AbortCause | undefined;
  let reason: DOMException | undefined;
  // Made for those who ask for it: a controller costs as much as the parsing of a request.
  let controller: AbortController | undefined;
  const waiting = new Set<(reason: Error) => void>();
  const goneWith: (() => void)[] = [];
  let isStopped = false;

  const end = (why: AbortCause, message: string): void => {
    if (isStopped || reason !== undefined) return;
    cause = why;
    reason = new DOMException(message, why === "deadline" ? "TimeoutError" : "AbortError");
    controller?.abort(reason);
    for (const reject of waiting) reject(reason);
    if (why === "gone") for (const end of goneWith) end();
  };
  const hungUp = (): void => end("gone", "The caller closed the connection.");
  const expire = (): void => end("deadline", `The deadline of ${ms} ms is over.`);
  const timer = setTimeout(expire, ms);
  if (caller?.aborted) hungUp();
  else caller?.addEventListener("abort", hungUp, { once: true });
  onGone?.(hungUp);

  const elapsedMs = (): number => performance.now() - started;
  return {
    limitMs: ms,
    graceMs,
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (reason !== undefined) controller.abort(reason);
      }
      return controller.signal;
    },
    cause: () => cause,
    remainingMs: () => Math.max(0, ms - elapsedMs()),
    elapsedMs,
    race: (work) =>
      new Promise((resolve, reject) => {
        if (reason !== undefined) reject(reason);
        waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
    extend: (limitMs) =>
      startClock(Math.max(1, Math.min(limitMs, deadlineBefore(leftMs)) - elapsedMs()), {
        onGone: (listener) => goneWith.push(listener),
      }),
    expire,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      caller?.removeEventListener("abort", hungUp);
    },
  };
}

/** Settles as `work` does, or with `otherwise` after `ms`. */
export async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
