import { Refusal } from "../wire/refusal.js";

/** How many signatures are checked at once: enough for a thread pool, and few enough that a check begins only when its turn has come. */
const AT_ONCE = 16;

/** The signature checks of one receiver that wait for their turn. A flood of forged requests fills it, and then costs nothing more. */
export class CheckQueue {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  /** Where the next one stands: taking the first out of an array moves all others. */
  #next = 0;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Settles when it is the caller's turn. @throws {@link Refusal} if the queue is full */
  turn(): Promise<void> | undefined {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return undefined;
    }
    if (this.#waiting.length - this.#next >= this.#limit) throw new Refusal(503, "check-queue-full");
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives the turn to the next one. */
  done(): void {
    const start = this.#waiting[this.#next];
    if (start === undefined) {
      this.#running--;
      return;
    }
    this.#next++;
    if (this.#next === this.#waiting.length || this.#next === 1024) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    start();
  }
}
