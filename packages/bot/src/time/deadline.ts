import type { RawRequest } from "../wire/raw.js";

/** The longest that a timer of JavaScript runs, in ms; one that is set to more ends at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Why a {@link Deadline}'s signal was aborted. */
export type AbortCause = "deadline" | "gone";

/** The time that one request may take, from its hand-over by the adapter on. */
export interface Deadline {
  /** How long the handler may take, in ms. */
  readonly limitMs: number;
  /** Aborted when the time is over, or the caller is gone. */
  readonly signal: AbortSignal;
  /** Which of the two it was. */
  cause(): AbortCause | undefined;
  remainingMs(): number;
  /** How long it is until an answer has to be out, in ms: what is said in the handler's place may take a little past its time. */
  untilAnswerMs(): number;
  elapsedMs(): number;
  /** Settles as `work` does, or is rejected with the signal's reason as soon as that is, or would be, aborted. */
  race<T>(work: Promise<T>): Promise<T>;
  /** The time of a handler that may go on past the deadline. Before that it ends with the caller, afterwards not. */
  extend(limitMs: number): Deadline;
  /** Has the time be over now. */
  expire(): void;
  /** Frees the timer. The signal is not aborted afterwards. */
  stop(): void;
}

/** What is left to the network of the time that the platform waits: unless told otherwise, and at the very least. In ms. */
const RESERVE_MS = 500;
const NETWORK_MS = 50;

/** How long the `late` and `failure` handlers may take past the deadline, in ms. */
const GRACE_MS = 250;

/** How long a clock runs before it watches for the caller to go, in ms. */
const UNWATCHED_MS = 10;

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
  /** How long an answer in the handler's place may take past its time, in ms. */
  readonly graceMs?: number;
  /** When something other than the platform ends all this, in ms. */
  readonly leftMs?: number;
}

/** Starts a clock that ends after so many ms, or when the caller is gone. */
export function startClock(ms: number, options: ClockOptions = {}): Deadline {
  return new Clock(ms, options);
}

// A class, since one is made for each request: an object literal with a getter gets a shape of its own each time, which costs more than all else here.
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
  /** Those whose work is raced. */
  readonly #waiting = new Set<(reason: Error) => void>();
  /** What ends with the caller, beside this. */
  readonly #goneWith: (() => void)[] = [];
  #cause: AbortCause | undefined;
  #reason: DOMException | undefined;
  /** Made for those who ask for it: a controller costs as much as the parsing of a request. */
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
    this.#end("deadline", `The deadline of ${this.limitMs} ms is over.`);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watchTimer);
    this.#caller?.removeEventListener("abort", this.#hungUp);
  }

  /** The caller is watched once it has been waited for a while, or somebody asks: most are answered before. */
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
