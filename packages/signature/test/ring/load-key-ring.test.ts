import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { keysFromFiles, keysFromVariables, loadKeyRing, type KeyRingContent } from "../../src/index.js";
import { testKeys } from "../keys.js";

const old = await testKeys();
const next = await testKeys();

describe("a loaded key ring", () => {
  afterEach(() => vi.useRealTimers());

  test("refreshes, and keeps the old keys when that fails", async () => {
    vi.useFakeTimers();
    const contents: (() => KeyRingContent)[] = [
      () => ({ development: old.publicKey }),
      () => {
        throw new Error("the store is down");
      },
      () => ({}),
      () => ({ development: "garbage!" }),
      () => ({ development: [old.publicKey, next.publicKey] }),
      () => ({ development: [old.publicKey, next.publicKey] }),
    ];
    const errors: unknown[] = [];
    const changes: number[] = [];
    const ring = await loadKeyRing(() => contents.shift()?.() ?? {}, {
      refreshMs: 1_000,
      onError: (error) => errors.push(error),
      onChange: (changed) => changes.push(changed.publicKeys().length),
    });
    for (const expected of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(errors).toHaveLength(expected);
      expect(ring.publicKeys().map(({ keyId }) => keyId)).toEqual([old.key.keyId]);
    }
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ring.publicKeys()).toHaveLength(2);
    expect([errors.length, changes]).toEqual([3, [2]]);
    ring.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(errors).toHaveLength(3);
  });

  test("gives up on a loader that hangs, and does not start without keys", async () => {
    vi.useFakeTimers();
    let aborted = false;
    const hanging = loadKeyRing(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener("abort", () => (aborted = true));
        }),
      { timeoutMs: 500 },
    );
    const outcome = expect(hanging).rejects.toMatchObject({ code: "ERR_LOAD_TIMEOUT" });
    await vi.advanceTimersByTimeAsync(500);
    await outcome;
    expect(aborted).toBe(true);
    await expect(loadKeyRing(() => ({}))).rejects.toMatchObject({ code: "ERR_NO_KEYS" });
  });

  test("keeps the process alive for its first keys, but for no refresh, however long it hangs", async () => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    const isHolding = (): boolean => (timers.mock.results.at(-1)!.value as NodeJS.Timeout).hasRef();
    try {
      let settle: ((keys: KeyRingContent) => void) | undefined;
      const loading = loadKeyRing(() => new Promise((resolve) => (settle = resolve)));
      expect(isHolding()).toBe(true);
      settle!({ development: old.publicKey });
      void (await loading).refresh();
      expect(isHolding()).toBe(false);
      settle!({ development: old.publicKey });
    } finally {
      timers.mockRestore();
    }
  });

  test("survives a hook that throws, and reports it", async () => {
    const errors: unknown[] = [];
    let keys: KeyRingContent = { development: old.publicKey };
    const ring = await loadKeyRing(() => keys, {
      onError: (error) => {
        errors.push(error);
        throw new Error("the log is down");
      },
      onChange: () => {
        throw new Error("nobody is told");
      },
    });
    keys = { development: next.publicKey };
    expect(await ring.refresh()).toBe(true);
    expect(errors).toEqual([new Error("nobody is told")]);
    keys = {};
    expect(await ring.refresh()).toBe(false);
    expect(errors).toHaveLength(2);
    expect(ring.environmentsOf(next.key.keyId)).toEqual(["development"]);
  });

  test("survives hooks that reject", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", note);
    try {
      let keys: KeyRingContent = { development: old.publicKey };
      const onError = vi.fn(() => Promise.reject(new Error("the log is down")));
      const ring = await loadKeyRing(() => keys, { onError });
      keys = {};
      expect(await ring.refresh()).toBe(false);
      expect(onError).toHaveBeenCalledOnce();
      await new Promise((resolve) => setImmediate(resolve));
      expect(rejections).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  test.each([
    ["refreshMs", 0],
    ["refreshMs", -1],
    ["refreshMs", Number.NaN],
    ["refreshMs", 30 * 24 * 3_600_000],
    ["refreshMs", Infinity],
    ["timeoutMs", 0],
    ["timeoutMs", 2 ** 31],
  ])("refuses %s: %d, for which a timer would fire at once", async (name, value) => {
    const load = vi.fn(() => ({ development: old.publicKey }));
    await expect(loadKeyRing(load, { [name]: value })).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(name) as string,
    });
    expect(load).not.toHaveBeenCalled();
  });

  test.each<[string, unknown, object, RegExp]>([
    ["keys instead of a loader", { development: old.publicKey }, {}, /loader.*got a plain object/],
    ["a text instead of a loader", old.publicKey, {}, /loader.*got a string/],
    [
      "a hook that is not a function",
      () => ({ development: old.publicKey }),
      { onError: "log" },
      /onError.*got a string/,
    ],
  ])("refuses %s", async (_, loader, options, message) => {
    await expect(loadKeyRing(loader as () => KeyRingContent, options)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(message) as string,
    });
  });

  test("loads once for simultaneous callers", async () => {
    let calls = 0;
    const ring = await loadKeyRing(() => {
      calls++;
      return { production: old.publicKey };
    });
    expect(await Promise.all([ring.refresh(), ring.refresh()])).toEqual([true, true]);
    expect(calls).toBe(2);
  });

  test("reads files with several keys, and notices when they change", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ck-keys-"));
    const [development, production] = [join(folder, "development.pem"), join(folder, "production.txt")];
    writeFileSync(development, `# the keys of the bot\n${old.publicKey}\n${next.publicKey}`);
    writeFileSync(production, old.publicKey.replaceAll(/-----.*-----|\n/g, ""));
    try {
      const ring = await loadKeyRing(keysFromFiles({ development, production }));
      expect(ring.environmentsOf(next.key.keyId)).toEqual(["development"]);
      expect(ring.environmentsOf(old.key.keyId)).toEqual(["development", "production"]);
      writeFileSync(production, next.publicKey);
      expect(await ring.refresh()).toBe(true);
      expect(ring.publicKeys("production").map(({ keyId }) => keyId)).toEqual([next.key.keyId]);
      rmSync(production);
      expect(await ring.refresh()).toBe(false);
      expect(ring.publicKeys("production").map(({ keyId }) => keyId)).toEqual([next.key.keyId]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each<[string, (pem: string) => Uint8Array]>([
    ["DER", (pem) => Buffer.from(pem.replaceAll(/-----.*-----|\n/g, ""), "base64")],
    ["UTF-16, as PowerShell writes it", (pem) => Buffer.from(`\uFEFF${pem}${next.publicKey}`, "utf16le")],
    ["a byte order mark", (pem) => Buffer.from(`\uFEFF${pem}`)],
  ])("reads a file with %s", async (_, write) => {
    const folder = mkdtempSync(join(tmpdir(), "ck-keys-"));
    try {
      const file = join(folder, "key");
      writeFileSync(file, write(old.publicKey));
      const ring = await loadKeyRing(keysFromFiles(file));
      expect(ring.environmentsOf(old.key.keyId)).toEqual(["development", "production"]);
      writeFileSync(file, Uint8Array.of(0x80, 0x81));
      await expect(loadKeyRing(keysFromFiles(file))).rejects.toMatchObject({ code: "ERR_KEY_UNREADABLE" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("reads one variable for both environments or one for each", async () => {
    const bare = (pem: string) => pem.replaceAll(/-----.*-----|\n/g, "");
    const both = await loadKeyRing(
      keysFromVariables("KEY", { KEY: `${bare(old.publicKey)}, ${bare(next.publicKey)}` }),
    );
    expect(both.environmentsOf(next.key.keyId)).toEqual(["development", "production"]);
    const one = await loadKeyRing(
      keysFromVariables({ production: "PRODUCTION_KEY" }, { PRODUCTION_KEY: old.publicKey }),
    );
    expect(one.environmentsOf(old.key.keyId)).toEqual(["production"]);
    await expect(loadKeyRing(keysFromVariables("UNSET", {}))).rejects.toMatchObject({
      code: "ERR_NO_KEYS",
      message: expect.stringContaining("UNSET") as string,
    });
  });
});
