import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryStore, sealedStore, type Store } from "../../src/index.js";
import { describeStore } from "@ck-test/store-suite";

const SECRET = "a secret of thirty-two bytes, or more";
const OTHER = "another secret of thirty-two bytes...";
const LONG = { ttlMs: 60_000 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describeStore("a sealed store", () => ({ store: sealedStore(memoryStore(), SECRET) }));

describe("a sealed store", () => {
  /** What a thief of the store sees. */
  async function stolen(inner: Store, key: string): Promise<Uint8Array> {
    return (await inner.get(key)) ?? expect.unreachable();
  }

  it("shows nothing of a value, and never the same bytes twice", async () => {
    const inner = memoryStore();
    const store = sealedStore(inner, SECRET);
    await store.set("a", bytes("words of a visitor"), LONG);
    const first = await stolen(inner, "a");
    await store.set("a", bytes("words of a visitor"), LONG);
    expect(Buffer.from(first).includes("visitor")).toBe(false);
    expect(await stolen(inner, "a")).not.toEqual(first);
  });

  it("refuses a value that was altered in any byte, shortened, or made longer", async () => {
    const inner = memoryStore();
    const store = sealedStore(inner, SECRET);
    await store.set("a", bytes("value"), LONG);
    const good = await stolen(inner, "a");
    for (let at = 0; at <= good.length; at++) {
      const bad =
        at === good.length ? Uint8Array.of(...good, 0) : Uint8Array.from(good, (b, i) => (i === at ? b ^ 1 : b));
      await inner.set("a", bad, LONG);
      await expect(store.get("a")).rejects.toMatchObject({ name: "BotError" });
      await inner.set("a", good.slice(0, at), LONG);
      if (at < good.length) await expect(store.get("a")).rejects.toMatchObject({ name: "BotError" });
    }
  });

  it("refuses a value that was moved to another key", async () => {
    const inner = memoryStore();
    const store = sealedStore(inner, SECRET);
    await store.set("late:one", bytes("of one"), LONG);
    await inner.set("late:other", await stolen(inner, "late:one"), LONG);
    await expect(store.get("late:other")).rejects.toMatchObject({ code: "ERR_SEAL" });
    await expect(store.setIfAbsent("late:other", bytes("x"), LONG)).rejects.toMatchObject({ code: "ERR_SEAL" });
  });

  it("refuses any value that is not sealed", async () => {
    const inner = memoryStore();
    const store = sealedStore(inner, SECRET);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.json().map(bytes)), async (value) => {
        await inner.set("a", value, LONG);
        await expect(store.get("a")).rejects.toMatchObject({ name: "BotError" });
      }),
    );
    await inner.set("a", bytes('{"state":"ready"}'), LONG);
    await expect(store.get("a")).rejects.toMatchObject({ code: "ERR_SEAL" });
    await inner.set("a", Uint8Array.of(0), LONG);
    await expect(store.get("a")).rejects.toMatchObject({ code: "ERR_SEAL" });
  });

  it("opens with each secret of a list and seals with the first, so that a secret can be replaced", async () => {
    const inner = memoryStore();
    await sealedStore(inner, SECRET).set("a", bytes("old"), LONG);
    const both = sealedStore(inner, [OTHER, SECRET]);
    expect(await both.get("a")).toEqual(bytes("old"));
    await both.set("b", bytes("new"), LONG);
    expect(await sealedStore(inner, OTHER).get("b")).toEqual(bytes("new"));
    await expect(sealedStore(inner, SECRET).get("b")).rejects.toMatchObject({
      code: "ERR_WORKER_OUTDATED",
      message: expect.stringContaining("a secret that this process does not have") as string,
    });
  });

  it("takes the secret as text or as bytes", async () => {
    const inner = memoryStore();
    await sealedStore(inner, SECRET).set("a", bytes("x"), LONG);
    expect(await sealedStore(inner, bytes(SECRET)).get("a")).toEqual(bytes("x"));
  });

  it.each<[string, unknown]>([
    ["short", "hunter2"],
    ["empty", ""],
    ["no text", 7],
    ["an empty list", []],
    ["a list with a short one", [SECRET, "hunter2"]],
  ])("refuses a secret that is %s, and does not repeat it", (_what, secret) => {
    let thrown: unknown;
    try {
      sealedStore(memoryStore(), secret as string);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect(String(thrown)).not.toContain("hunter2");
  });

  it("needs a store", () => {
    expect(() => sealedStore({} as Store, SECRET)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });
});
