import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Store } from "@ck/bot";

/** A store to test. */
export interface OpenStore {
  readonly store: Store;
  /** The same data through a second connection. Default: the store itself. */
  readonly other?: Store;
  readonly close?: () => Promise<unknown>;
}

/** What holds for every {@link Store}. `open` is called once; each run uses new keys. */
export function describeStore(name: string, open: () => OpenStore | Promise<OpenStore>): void {
  describe(name, () => {
    let opened: OpenStore;
    let store: Store;
    let other: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      other = opened.other ?? store;
    });
    afterAll(() => opened.close?.());

    const run = Math.random().toString(36).slice(2);
    let count = 0;
    const newKey = (): string => `try:${run}:${count++}`;
    const LONG = { ttlMs: 60_000 };
    const SHORT = { ttlMs: 40 };
    const one = Uint8Array.of(1);
    const two = Uint8Array.of(2);
    /** Some clients return a Buffer, which is also a Uint8Array. */
    const plain = (value: Uint8Array | undefined): Uint8Array | undefined => value && Uint8Array.from(value);
    const isGone = async (key: string): Promise<void> =>
      vi.waitFor(async () => expect(await other.get(key)).toBeUndefined(), { timeout: 10_000, interval: 10 });

    it("has no value for a key that was never set", async () => {
      expect(await store.get(newKey())).toBeUndefined();
    });

    it("sets a key that has no value, and then gives that value and keeps it", async () => {
      const key = newKey();
      expect(await store.setIfAbsent(key, one, LONG)).toBeUndefined();
      expect(plain(await other.setIfAbsent(key, two, LONG))).toEqual(one);
      expect(plain(await other.get(key))).toEqual(one);
    });

    it("sets a key that has a value", async () => {
      const key = newKey();
      await store.set(key, one, LONG);
      await other.set(key, two, LONG);
      expect(plain(await store.get(key))).toEqual(two);
      expect(plain(await store.setIfAbsent(key, one, LONG))).toEqual(two);
    });

    it("keeps keys apart, also if one is a prefix of the other", async () => {
      const key = newKey();
      await store.set(key, one, LONG);
      await store.set(`${key}:taken`, two, LONG);
      expect(plain(await other.get(key))).toEqual(one);
      expect(plain(await other.get(`${key}:taken`))).toEqual(two);
    });

    it("lets one of many concurrent calls set a key, and gives the others its value", async () => {
      const key = newKey();
      const values = Array.from({ length: 40 }, (_, n) => Uint8Array.of(n));
      const given = await Promise.all(values.map((value, n) => (n % 2 ? store : other).setIfAbsent(key, value, LONG)));
      const winners = given.flatMap((there, n) => (there === undefined ? [n] : []));
      expect(winners).toHaveLength(1);
      for (const there of given) if (there !== undefined) expect([...there]).toEqual(winners);
    });

    it("returns any bytes, from none to 200,000", async () => {
      const key = newKey();
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (value) => {
          await store.set(key, value, LONG);
          expect(plain(await other.get(key))).toEqual(value);
        }),
        { numRuns: 50 },
      );
      const large = Uint8Array.from({ length: 200_000 }, (_, n) => n % 256);
      expect(await store.setIfAbsent(newKey(), large, LONG)).toBeUndefined();
      await store.set(key, large, LONG);
      // As Buffers: comparing so many numbers one by one takes seconds.
      expect(Buffer.from((await other.get(key)) ?? []).equals(large)).toBe(true);
    });

    it("forgets a value after its time to live, and accepts another then", async () => {
      const [set, absent] = [newKey(), newKey()];
      await store.set(set, one, SHORT);
      await store.setIfAbsent(absent, one, SHORT);
      await Promise.all([isGone(set), isGone(absent)]);
      expect(await store.setIfAbsent(absent, two, LONG)).toBeUndefined();
      expect(plain(await other.get(absent))).toEqual(two);
    });

    it("restarts the time to live with set, and not with a setIfAbsent that finds a value", async () => {
      const [renewed, left, marker] = [newKey(), newKey(), newKey()];
      await Promise.all([renewed, left, marker].map((key) => store.set(key, one, { ttlMs: 1000 })));
      await store.set(renewed, two, LONG);
      await store.setIfAbsent(left, two, LONG);
      await Promise.all([isGone(left), isGone(marker)]);
      expect(plain(await other.get(renewed))).toEqual(two);
    });

    it("accepts fractions of a millisecond", async () => {
      const key = newKey();
      await store.set(key, one, { ttlMs: 59_999.5 });
      expect(plain(await store.setIfAbsent(key, two, { ttlMs: 0.4 }))).toEqual(one);
    });
  });
}
