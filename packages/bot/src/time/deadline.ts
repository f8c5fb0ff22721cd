import type { RawRequest } from "../wire/raw.js";

/** The longest time that a JavaScript timer can be set to, in ms; with more it fires at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Why a {@link Deadline}'s signal was aborted. */
export type AbortCause = "deadline" | "gone";

/** The time that one request may take, counted from the moment the adapter hands it over. */
export interface Deadline {
  /** How long the handler may take, in ms. */
  readonly limitMs: number;
  /** Aborted when the time is up or the caller is gone. */
  readonly signal: AbortSignal;
  /** Which of the two it was. */
  cause(): AbortCause | undefined;
  remainingMs(): number;
  /** How long until an answer has to be out, in ms: a message in the handler's place may take a little past the deadline. */
  untilAnswerMs(): number;
  elapsedMs(): number;
  /** Settles as `work` does, or is rejected with the signal's reason as soon as the signal is, or would be, aborted. */
  race<T>(work: Promise<T>): Promise<T>;
  /** The time of a handler that may go on past this deadline. Until `stop()` it also ends if the caller hangs up, afterwards not. */
  extend(limitMs: number): Deadline;
  /** Ends the time now. */
  expire(): void;
  /** Frees the timer. The signal is not aborted afterwards. */
  stop(): void;
}

/** The part of the platform's waiting time that is left to the network, in ms: by default, and at the very least. */
const RESERVE_MS = 500;
const NETWORK_MS = 50;

/** How long the `late` and `failure` handlers may take past the deadline, in ms. */
const GRACE_MS = 250;

/** How long a clock runs before it watches whether the caller hangs up, in ms. */
const UNWATCHED_MS = 10;

/** When a caller who waits this long should have an answer, in ms. */
export function deadlineBefore(timeoutMs: number): number {
  return Math.max(1, timeoutMs - RESERVE_MS);
}

/** Starts the clock of a request, within the limits of the options and of the request itself. */
export function startDeadline(
  config: { readonly deadlineMs: number; readonly responseTimeoutMs: number },
  { signal: caller, onGone, remainingMs }: Pick<RawRequest, "signal" | "onGone" | "remainingMs">,
): Deadline {
  const leftMs = Number.isFinite(remainingMs) ? Number(remainingMs) : Infinity;
  const limitMs = Math.min(config.deadlineMs, deadlineBefore(leftMs));
  const graceMs = Math.max(0, Math.min(GRACE_MS, Math.min(config.responseTimeoutMs, leftMs) - NETWORK_MS - limitMs));
  return startClock(limitMs, { caller, onGone, graceMs, leftMs });
}

/** Options of {@link startClock}. */
interface ClockOptions {
  readonly caller?: RawRequest["signal"] | undefined;
  readonly onGone?: RawRequest["onGone"] | undefined;
  /** How long a message in the handler's place may take past the deadline, in ms. */
  readonly graceMs?: number;
  /** When something other than the platform ends the request, in ms. */
  readonly leftMs?: number;
}

/** Starts a clock that ends after this many ms, or when the caller hangs up. */
export function startClock(ms: number, options: ClockOptions = {}): Deadline {
  return new Clock(ms, options);
}

// A class, since there is one for each request: V8 gives every object literal with a getter a shape of its own, which costs more than the rest of this file.
class Clock implements Deadline {
  readonly limitMs: number;
  readonly #graceMs: number;
  readonly #leftMs: number;
  readonly #started = performance.now();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #watchTimer: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;
  readonly #onGone: ClockOptions["onGone"];
  readonly #hungUp = (): void => this.#end("gone", "The caller closed the connection.");
  /** The rejections of what is raced. */
  readonly #waiting = new Set<(reason: Error) => void>();
  /** What else ends when the caller hangs up. */
  readonly #goneWith: (() => void)[] = [];
  #cause: AbortCause | undefined;
  #reason: DOMException | undefined;
  /** Made only on demand: a controller costs as much as parsing a request. */
  #controller: AbortController | undefined;
  #isWatching = false;
  #isStopped = false;

  constructor(ms: number, { caller, onGone, graceMs = 0, leftMs = Infinity }: ClockOptions) {
    this.limitMs = ms;
    this.#graceMs = graceMs;
    this.#leftMs = leftMs;
    this.#caller = caller;
    this.#onGone = onGone;
    this.#timer = setTimeout(() => this.expire(), ms);
    this.#watchTimer = setTimeout(() => this.#watch(), UNWATCHED_MS);
  }

  get signal(): AbortSignal {
    this.#watch();
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  cause(): AbortCause | undefined {
    this.#watch();
    return this.#cause;
  }

  elapsedMs(): number {
    return performance.now() - this.#started;
  }

  remainingMs(): number {
    return Math.max(0, this.limitMs - this.elapsedMs());
  }

  untilAnswerMs(): number {
    return Math.max(0, this.limitMs + this.#graceMs - this.elapsedMs());
  }

  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) reject(this.#reason);
      this.#waiting.add(reject);
      work.then(resolve, reject);
      const done = (): void => void this.#waiting.delete(reject);
      work.then(done, done);
    });
  }

  extend(limitMs: number): Deadline {
    const left = Math.min(limitMs, deadlineBefore(this.#leftMs)) - this.elapsedMs();
    const onGone = (listener: () => void): void => {
      this.#goneWith.push(listener);
      if (this.cause() === "gone") listener();
    };
    return startClock(Math.max(1, left), { onGone });
  }

  expire(): void {
    this.#end("deadline", `The deadline of ${this.limitMs} ms has passed.`);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watchTimer);
    this.#caller?.removeEventListener("abort", this.#hungUp);
  }

  /** Watches the caller only after a while, or on demand: most are answered before that. */
  #watch(): void {
    if (this.#isWatching || this.#isStopped) return;
    this.#isWatching = true;
    if (this.#caller?.aborted) this.#hungUp();
    else this.#caller?.addEventListener("abort", this.#hungUp, { once: true });
    this.#onGone?.(this.#hungUp);
  }

  #end(why: AbortCause, message: string): void {
    if (this.#isStopped || this.#reason !== undefined) return;
    this.#cause = why;
    this.#reason = new DOMException(message, why === "deadline" ? "TimeoutError" : "AbortError");
    this.#controller?.abort(this.#reason);
    for (const reject of this.#waiting) reject(this.#reason);
    if (why === "gone") for (const end of this.#goneWith) end();
  }
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
