import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { memoryStore } from "../../src/index.js";
import { describeStore } from "@ck-test/store-suite";

describeStore("the store in memory", () => ({ store: memoryStore() }));

const LONG = { ttlMs: 60_000 };
const value = (size: number): Uint8Array => new Uint8Array(size);

it.each([{ maxEntries: 0 }, { maxBytes: -1 }, { maxBytes: Number.NaN }])("needs bounds above zero: %o", (bounds) => {
  expect(() => memoryStore(bounds)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
});

describe("a full store in memory", () => {
  it("keeps to its bounds under any load, and holds the most recently used", async () => {
    const use = fc.tuple(fc.constantFrom("get", "set", "setIfAbsent"), fc.nat({ max: 12 }), fc.nat({ max: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(use, { maxLength: 60 }), async (uses) => {
        const store = memoryStore({ maxEntries: 5, maxBytes: 100 });
        // The same, naively: a list with the most recently used entry at its end.
        let model: [key: string, size: number][] = [];
        for (const [how, number, size] of uses) {
          const key = String(number);
          const there = model.find(([name]) => name === key);
          if (how !== "set") {
            const found = how === "get" ? await store.get(key) : await store.setIfAbsent(key, value(size), LONG);
            expect(found?.byteLength).toBe(there?.[1]);
          } else await store.set(key, value(size), LONG);
          if (how === "get" && there === undefined) continue;
          const now = how === "set" || there === undefined ? size : there[1];
          model = [...model.filter(([name]) => name !== key), [key, now]];
          const bytes = (): number => model.reduce((sum, [name, held]) => sum + name.length + held, 0);
          while (model.length > 5 || bytes() > 100) model.shift();
        }
        for (const [key, size] of model) expect((await store.get(key))?.byteLength).toBe(size);
      }),
    );
  });

  it("does not keep a value larger than its own bound", async () => {
    const store = memoryStore({ maxBytes: 100 });
    await store.set("large", value(101), LONG);
    expect(await store.get("large")).toBeUndefined();
    await store.set("small", value(1), LONG);
    expect(await store.get("small")).toEqual(value(1));
  });

  it("drops expired entries before others", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const store = memoryStore({ maxEntries: 3 });
      await store.set("brief", value(1), { ttlMs: 10 });
      await store.set("a", value(1), LONG);
      await store.set("b", value(1), LONG);
      vi.advanceTimersByTime(10);
      await store.set("c", value(1), LONG);
      const there = await Promise.all(["brief", "a", "b", "c"].map((key) => store.get(key)));
      expect(there.map((held) => held?.byteLength)).toEqual([undefined, 1, 1, 1]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("holds the end of a flood", async () => {
    const store = memoryStore({ maxEntries: 1000 });
    for (let n = 0; n < 200_000; n++) await store.setIfAbsent(`flood:${n}`, value(1), LONG);
    let kept = 0;
    for (let n = 198_000; n < 200_000; n++) kept += Number((await store.get(`flood:${n}`)) !== undefined);
    expect(kept).toBe(1000);
  });
});
