import { afterPoll } from "./after-poll.js";

/** Something that a {@link Timekeeper} looks after while it runs. */
export interface Timed {
  /** When its time is up, on the clock of `performance.now()`. */
  readonly endsAt: number;
  /** The handler that runs in this time, if any. */
  readonly handler: string | undefined;
  /** Called at every beat, and when its time is up. Must not throw. */
  readonly tick: (now: number) => void;
}

/** How often the timekeeper looks at the clock while something runs, in ms. */
const BEAT_MS = 25;

/** From how late a beat is, in ms, the event loop counts as held. A garbage collection takes less. */
const STALL_MS = 100;

/**
 * How many turns of the event loop it takes to read what arrived while the loop was held: one to accept new connections, one to read from them, one to
 * spare.
 */
const CATCH_UP_TURNS = 3;

/** Called when one thing held the event loop for so many ms, with those that can have been it. */
export type OnStall<T extends Timed> = (ms: number, suspects: readonly T[]) => void;

/**
 * Two timers for all requests in flight: one beats, and one wakes up for the first whose time is up. The beat also notices when the event loop was held: all other timers are late then, too, and requests that arrived in the
 * meantime seem to have just come.
 *
 * There is no timer while nothing is in flight, and none for what is done within the turn of the event loop in which it came: most requests are, and two timers
 * would cost them as much as their JSON.
 */
export class Timekeeper<T extends Timed = Timed> {
  readonly #running = new Set<T>();
  readonly #beatMs: number;
  readonly #onStall: OnStall<T> | undefined;
  #beatTimer: ReturnType<typeof setTimeout> | undefined;
  /** Not the beat's: a test that moves a fake clock by seconds at once runs only what was set before. */
  #endTimer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = 0;
  /** Whether the timers are set once this turn of the event loop is over. */
  #isStarting = false;
  /** When the clock was last looked at. Whatever ran since is one thing. */
  #seenAt = 0;
  /** When a timer last ran. Since then the loop was held, by one thing or by many. */
  #turnedAt = 0;
  #heldSince: number | undefined;

  /** `beatMs` may be `Infinity`: then it wakes up only for what has come to its end. */
  constructor({ beatMs = BEAT_MS, onStall }: { readonly beatMs?: number; readonly onStall?: OnStall<T> } = {}) {
    this.#beatMs = beatMs;
    this.#onStall = onStall;
  }

  /** Looks after something until it is removed. */
  add(timed: T, now: number): void {
    if (this.#running.size === 0) this.#seenAt = this.#turnedAt = now;
    else this.see(now);
    this.#running.add(timed);
    if (this.#endTimer !== undefined) this.#wakeAt(timed.endsAt, now);
    else if (!this.#isStarting) {
      this.#isStarting = afterPoll(this.#start);
      if (!this.#isStarting) this.#start(now);
    }
  }

  /** Sets the timers for what still runs. */
  readonly #start = (now: number = performance.now()): void => {
    this.#isStarting = false;
    this.#wakeForNext(now);
    if (this.#running.size > 0) this.#nextBeat();
  };

  remove(timed: T): void {
    if (!this.#running.delete(timed) || this.#running.size > 0) return;
    clearTimeout(this.#beatTimer);
    clearTimeout(this.#endTimer);
    this.#beatTimer = this.#endTimer = undefined;
  }

  /** Looks at the clock. `culprit` is what has run since the last look, if that is known. */
  see(now: number, culprit?: T): void {
    const heldMs = now - this.#seenAt;
    this.#seenAt = now;
    const limitMs = this.#beatMs + STALL_MS;
    if (this.#heldSince === undefined && now - this.#turnedAt >= limitMs) this.#catchUp(this.#turnedAt);
    if (heldMs < limitMs) return;
    this.#onStall?.(heldMs, culprit ? [culprit] : [...this.#running].filter(({ handler }) => handler !== undefined));
  }

  /** When the loop was held, while it still reads what arrived since: a request that comes now may have waited since then. */
  get heldSince(): number | undefined {
    return this.#heldSince;
  }

  /** Settles once the loop has read everything that arrived while it was held, such as the end of a connection. */
  async caughtUp(): Promise<void> {
    for (let turn = 0; turn < CATCH_UP_TURNS && this.#heldSince !== undefined; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  #nextBeat(): void {
    if (this.#beatMs === Infinity) return;
    this.#beatTimer ??= setTimeout(() => {
      this.#beatTimer = undefined;
      this.#turn(performance.now());
      if (this.#running.size > 0) this.#nextBeat();
    }, this.#beatMs);
  }

  #end(): void {
    this.#endTimer = undefined;
    // A timer is proof enough that its time has passed: in workerd the clock may stand still, and Node's timers are up to 1 ms early.
    const now = Math.max(performance.now(), this.#endsAt);
    this.#turn(performance.now(), now);
    this.#wakeForNext(now, now);
  }

  /** Wakes up for the first whose time is up after `after`. */
  #wakeForNext(now: number, after = -Infinity): void {
    let next = Infinity;
    for (const { endsAt } of this.#running) if (endsAt > after && endsAt < next) next = endsAt;
    if (next !== Infinity) this.#wakeAt(next, now);
  }

  /** A timer runs: the event loop turns. `time` is what counts for those that are looked after. */
  #turn(now: number, time: number = now): void {
    this.see(now);
    this.#turnedAt = now;
    for (const timed of this.#running) timed.tick(time);
  }

  #catchUp(since: number, turns: number = CATCH_UP_TURNS): void {
    this.#heldSince = since;
    const timer = setTimeout(() => {
      if (turns > 1) this.#catchUp(since, turns - 1);
      else this.#heldSince = undefined;
    }, 0);
    (timer as { unref?: () => void }).unref?.();
  }

  #wakeAt(at: number, now: number): void {
    if (this.#endTimer !== undefined) {
      if (this.#endsAt <= at) return;
      clearTimeout(this.#endTimer);
    }
    this.#endsAt = at;
    this.#endTimer = setTimeout(() => this.#end(), Math.max(0, at - now));
  }
}
