import type { ErrorDetails } from "../events.js";
import type { RawRequest } from "../wire/raw.js";
import { Timekeeper, type Timed } from "./timekeeper.js";

/** The longest time that a JavaScript timer can be set to, in ms; with more it fires at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Why a {@link Deadline}'s signal was aborted. */
export type AbortCause = "deadline" | "gone";

/** The time that one request may take, counted from the moment it is known to have arrived. */
export interface Deadline {
  /** How long the handler may take, in ms. */
  readonly limitMs: number;
  /** Aborted when the time is up or the caller is gone. */
  readonly signal: AbortSignal;
  /** Whether the signal is, or would be, aborted. It does not look at the clock, as `cause` does. */
  readonly hasEnded: boolean;
  /** Which of the two it was. It goes by the clock: timers are late while something holds the event loop. */
  cause(): AbortCause | undefined;
  remainingMs(): number;
  /** How long until an answer has to be out, in ms: a message in the handler's place may take a little past the deadline. */
  untilAnswerMs(): number;
  /** Settles as `work` does, or is rejected with the signal's reason as soon as the signal is, or would be, aborted. */
  race<T>(work: Promise<T>): Promise<T>;
  /** The time of a handler that may go on past this deadline. Until `stop()` it also ends if the caller hangs up, afterwards not. */
  extend(limitMs: number): Deadline;
  /** Runs a handler, or a hook around it, under a name by which the author knows it if it holds the event loop. */
  run<T>(handler: string, call: () => T, hook?: string): T;
  /** The hook that is not done, by its name; `undefined` while the handler is not done. */
  hook: string | undefined;
  /** Whether the event loop was held a moment ago. Then it is not known yet who has hung up meanwhile: see `caughtUp`. */
  readonly isCatchingUp: boolean;
  /** Settles once that is known. */
  caughtUp(): Promise<void>;
  /** Ends the time now. */
  expire(): void;
  /** Frees the timer. The signal is not aborted afterwards. */
  stop(): void;
}

/** The deadline of a whole request. */
export interface RequestDeadline extends Deadline {
  /** What the request is, once that is known. */
  details: ErrorDetails;
  /** Stops. @returns how long the request took at most, in ms: from the earliest time at which it can have arrived */
  finish(): number;
}

/** The part of the platform's waiting time that is left to the network, in ms: by default, and at the very least. */
const RESERVE_MS = 500;
const NETWORK_MS = 50;

/** How long the `late` and `failure` handlers may take past the deadline, in ms. */
const GRACE_MS = 250;

/** When a caller who waits this long should have an answer, in ms. */
export function deadlineBefore(timeoutMs: number): number {
  return Math.max(1, timeoutMs - RESERVE_MS);
}

/** Starts the clock of a request, within the limits of the options and of the request itself. */
export function startDeadline(
  config: { readonly deadlineMs: number; readonly responseTimeoutMs: number },
  raw: RawRequest,
  keeper: Timekeeper<Clock>,
): RequestDeadline {
  const leftMs = Number.isFinite(raw.remainingMs) ? Number(raw.remainingMs) : Infinity;
  const limitMs = Math.min(config.deadlineMs, deadlineBefore(leftMs));
  const graceMs = Math.max(0, Math.min(GRACE_MS, Math.min(config.responseTimeoutMs, leftMs) - NETWORK_MS - limitMs));
  return new Clock(limitMs, { caller: raw, graceMs, leftMs, arrivedAt: raw.arrivedAt }, keeper);
}

/** How a caller tells that it has hung up. */
export type Caller = Pick<RawRequest, "signal" | "onGone" | "isGone">;

interface ClockOptions {
  readonly caller?: Caller | undefined;
  /** How long a message in the handler's place may take past the deadline, in ms. */
  readonly graceMs?: number;
  /** When something other than the platform ends the request, in ms. */
  readonly leftMs?: number;
  /** When the request is known to have arrived, on the clock of `performance.now()`. Default: now. */
  readonly arrivedAt?: number | undefined;
}

/** Starts a clock of its own that ends after this many ms, or when `caller` is aborted. */
export function startClock(ms: number, { caller }: { readonly caller?: AbortSignal | undefined } = {}): Deadline {
  const clock = new Clock(ms, { caller: caller && { signal: caller } }, new Timekeeper({ beatMs: Infinity }));
  clock.tick(performance.now());
  return clock;
}

const UNKNOWN: ErrorDetails = {};

// A class, since there is one for each request: V8 gives every object literal with a getter a shape of its own, which costs more than the rest of this file.
export class Clock implements RequestDeadline, Timed {
  readonly limitMs: number;
  readonly endsAt: number;
  handler: string | undefined;
  hook: string | undefined;
  details: ErrorDetails = UNKNOWN;
  readonly #graceMs: number;
  readonly #leftMs: number;
  readonly #started: number;
  /** The earliest time at which the request can have arrived. */
  readonly #earliest: number;
  readonly #caller: Caller | undefined;
  readonly #keeper: Timekeeper<Clock>;
  /** The rejections of what is raced: hardly ever more than one, so there is a set only for the others. */
  #waiting: ((reason: Error) => void) | undefined;
  #alsoWaiting: Set<(reason: Error) => void> | undefined;
  /** What else ends when the caller hangs up. */
  #goneWith: (() => void)[] | undefined;
  #hungUp: (() => void) | undefined;
  #cause: AbortCause | undefined;
  #reason: DOMException | undefined;
  /** Made only on demand: a controller costs as much as parsing a request. */
  #controller: AbortController | undefined;
  #isRunning = false;
  #isStopped = false;

  constructor(
    ms: number,
    { caller, graceMs = 0, leftMs = Infinity, arrivedAt }: ClockOptions,
    keeper: Timekeeper<Clock>,
  ) {
    const now = performance.now();
    this.limitMs = ms;
    this.#graceMs = graceMs;
    this.#leftMs = leftMs;
    this.#caller = caller;
    this.#keeper = keeper;
    this.#started = arrivedAt !== undefined && arrivedAt < now ? arrivedAt : now;
    this.endsAt = this.#started + ms;
    keeper.add(this, now);
    this.#earliest = Math.min(this.#started, keeper.heldSince ?? now);
  }

  get signal(): AbortSignal {
    this.#watch();
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get hasEnded(): boolean {
    return this.#reason !== undefined;
  }

  /**
   * The caller is watched only after a while: most are answered before that. Until then it is asked, where it can be, unless the request may have
   * waited while something held the event loop.
   */
  cause(): AbortCause | undefined {
    if (this.#reason !== undefined || this.#isStopped) return this.#cause;
    const isFresh = this.#hungUp === undefined && this.#earliest === this.#started;
    if (isFresh && this.#caller?.isGone !== undefined) this.#ask();
    else this.#watch();
    if (performance.now() >= this.endsAt) this.expire();
    return this.#cause;
  }

  tick(now: number): void {
    if (this.#reason !== undefined || this.#isStopped) return;
    this.#watch();
    if (now >= this.endsAt) this.expire();
  }

  remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  untilAnswerMs(): number {
    return Math.max(0, this.endsAt + this.#graceMs - performance.now());
  }

  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) reject(this.#reason);
      if (this.#waiting === undefined) this.#waiting = reject;
      else (this.#alsoWaiting ??= new Set()).add(reject);
      work.then(
        (value) => {
          this.#settled(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#settled(reject);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever the work was rejected with
          reject(error);
        },
      );
    });
  }

  #settled(reject: (reason: Error) => void): void {
    if (this.#waiting === reject) this.#waiting = undefined;
    else this.#alsoWaiting?.delete(reject);
  }

  extend(limitMs: number): Deadline {
    const onGone = (listener: () => void): void => {
      (this.#goneWith ??= []).push(listener);
      if (this.cause() === "gone") listener();
    };
    const now = performance.now();
    const left = this.#started + Math.min(limitMs, deadlineBefore(this.#leftMs)) - now;
    const extended = new Clock(Math.max(1, left), { caller: { onGone } }, this.#keeper);
    extended.details = this.details;
    return extended;
  }

  run<T>(handler: string, call: () => T, hook?: string): T {
    const isInside = this.#isRunning;
    // Of a handler that a hook has just called, the time until now was the hook's.
    this.#keeper.see(performance.now(), isInside ? this : undefined);
    this.handler = handler;
    this.hook = hook;
    this.#isRunning = true;
    try {
      return call();
    } finally {
      this.#isRunning = isInside;
      this.#keeper.see(performance.now(), this);
    }
  }

  get isCatchingUp(): boolean {
    return this.#keeper.heldSince !== undefined;
  }

  caughtUp(): Promise<void> {
    return this.#keeper.caughtUp();
  }

  expire(): void {
    this.#end("deadline", `The deadline of ${this.limitMs} ms has passed.`);
  }

  stop(now: number = performance.now()): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#keeper.see(now);
    this.#keeper.remove(this);
    try {
      if (this.#hungUp) this.#caller?.signal?.removeEventListener("abort", this.#hungUp);
    } catch {
      // See `#watch`.
    }
  }

  finish(): number {
    const now = performance.now();
    this.stop(now);
    return now - this.#earliest;
  }

  #watch(): void {
    if (this.#isStopped || this.#caller === undefined) return;
    if (this.#hungUp !== undefined) {
      this.#ask();
      return;
    }
    const hungUp = (): void => this.#hangUp();
    this.#hungUp = hungUp;
    const { signal } = this.#caller;
    try {
      if (signal?.aborted === true) hungUp();
      else signal?.addEventListener("abort", hungUp, { once: true });
      this.#caller.onGone?.(hungUp);
    } catch {
      // Some servers' requests have no signal, or one that throws. A caller who cannot be watched counts as waiting.
    }
    this.#ask();
  }

  #ask(): void {
    try {
      if (this.#caller?.isGone?.() === true) this.#hangUp();
    } catch {
      // The same.
    }
  }

  #hangUp(): void {
    this.#end("gone", "The caller closed the connection.");
  }

  #end(why: AbortCause, message: string): void {
    if (this.#isStopped || this.#reason !== undefined) return;
    this.#cause = why;
    this.#reason = new DOMException(message, why === "deadline" ? "TimeoutError" : "AbortError");
    this.#controller?.abort(this.#reason);
    this.#waiting?.(this.#reason);
    for (const reject of this.#alsoWaiting ?? []) reject(this.#reason);
    if (why === "gone") for (const end of this.#goneWith ?? []) end();
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
