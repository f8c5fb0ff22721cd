import { Refusal } from "./refusal.js";

/** The memory for all bodies of one receiver that are not verified yet: anybody can send those. */
export class BodyMemory {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How much is reserved at this moment, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The share of one request, empty at first. */
  open(): MemoryShare {
    return new MemoryShare(this);
  }

  /** @returns whether there was room */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  free(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** What one request has reserved. */
export class MemoryShare {
  readonly #memory: BodyMemory;
  #bytes = 0;
  #isClosed = false;

  constructor(memory: BodyMemory) {
    this.#memory = memory;
  }

  /** @throws {@link Refusal} if there is no room, or the request has been answered meanwhile */
  reserve(bytes: number): void {
    // A reader may go on after the answer, for as long as the caller sends.
    if (this.#isClosed || !this.#memory.take(bytes)) throw new Refusal(503, "body-memory-full");
    this.#bytes += bytes;
  }

  /** Reserves what a reader did not, now that the size is known. */
  reserveUpTo(bytes: number): void {
    if (bytes > this.#bytes) this.reserve(bytes - this.#bytes);
  }

  release(): void {
    this.#isClosed = true;
    this.#memory.free(this.#bytes);
    this.#bytes = 0;
  }
}
