import { LinkedList, type Linked } from "./linked-list.js";
import type { MarkOptions } from "./store.js";

interface Mark extends Linked<Mark> {
  readonly key: string;
  readonly value: Uint8Array;
  readonly expiresAt: number;
  readonly owner: string;
  readonly onDropped: MarkOptions["onDropped"];
}

/** The marks of a store in memory, each owner's in the order of their age. */
export class Marks {
  readonly #maxMarks: number;
  readonly #marks = new Map<string, Mark>();
  readonly #byOwner = new Map<string, LinkedList<Mark>>();

  constructor(maxMarks: number) {
    this.#maxMarks = maxMarks;
  }

  get(key: string, now: number): Uint8Array | undefined {
    const mark = this.#marks.get(key);
    return mark !== undefined && mark.expiresAt > now ? mark.value : undefined;
  }

  /** Sets a mark, and makes room for it. */
  add(key: string, value: Uint8Array, { owner, onDropped }: MarkOptions, ttlMs: number, now: number): void {
    this.delete(key);
    const list = this.#byOwner.get(owner) ?? new LinkedList<Mark>();
    this.#byOwner.set(owner, list);
    const mark = { key, value, expiresAt: now + ttlMs, owner, onDropped, older: undefined, newer: undefined };
    this.#marks.set(key, mark);
    list.add(mark);
    // Two for each new one, so that expired marks go faster than new ones come.
    for (let n = 0; n < 2; n++) this.#dropExpired(list, now);
    if (this.#marks.size > this.#maxMarks) this.#makeRoom(now);
  }

  delete(key: string): void {
    const mark = this.#marks.get(key);
    if (mark === undefined) return;
    this.#marks.delete(key);
    const list = this.#byOwner.get(mark.owner);
    list?.remove(mark);
    if (list?.size === 0) this.#byOwner.delete(mark.owner);
  }

  /** @returns whether the oldest had expired */
  #dropExpired({ oldest }: LinkedList<Mark>, now: number): boolean {
    if (oldest === undefined || oldest.expiresAt > now) return false;
    this.delete(oldest.key);
    return true;
  }

  /** Drops one that has expired, or else the oldest of the owner who has the most. */
  #makeRoom(now: number): void {
    let largest: LinkedList<Mark> | undefined;
    for (const list of this.#byOwner.values()) {
      if (this.#dropExpired(list, now)) return;
      if (largest === undefined || list.size > largest.size) largest = list;
    }
    const oldest = largest?.oldest;
    if (oldest === undefined) return;
    this.delete(oldest.key);
    oldest.onDropped?.(oldest.expiresAt - now);
  }
}
