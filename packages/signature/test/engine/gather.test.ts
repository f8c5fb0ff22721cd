import { afterEach, expect, test, vi } from "vitest";
import { gather } from "../../src/engine/gather.js";
import { sign, verify } from "../../src/index.js";
import { testKeys } from "../keys.js";

afterEach(() => vi.useRealTimers());

function recorded() {
  const calls: string[] = [];
  const ends: (() => void)[] = [];
  const run = gather(
    (name: string) => {
      calls.push(`here ${name}`);
      return name;
    },
    (name: string) =>
      new Promise<string>((resolve) => {
        calls.push(`pool ${name}`);
        ends.push(() => resolve(name));
      }),
    (name: string): [string] => [name],
  );
  const flush = () => new Promise((resolve) => setImmediate(resolve));
  return { calls, run, flush, end: () => ends.splice(0).forEach((finish) => finish()) };
}

test("a single check stays on the calling thread, simultaneous checks go to the pool", async () => {
  const { calls, run, flush, end } = recorded();
  expect(await run("a")).toBe("a");
  expect(await run("b")).toBe("b");
  const both = Promise.all([run("c"), run("d")]);
  await flush();
  // While the pool is at work, a newcomer joins it at once.
  const late = run("e");
  expect(calls).toEqual(["here a", "here b", "pool c", "pool d", "pool e"]);
  end();
  expect([...(await both), await late]).toEqual(["c", "d", "e"]);
  expect(await run("f")).toBe("f");
  expect(calls.at(-1)).toBe("here f");
});

test("an error in a check is a rejection, and the next check works", async () => {
  let broken = true;
  const run = gather(
    () => {
      if (broken) throw new Error("no");
      return true;
    },
    () => Promise.resolve(true),
    (): [] => [],
  );
  await expect(run()).rejects.toThrow("no");
  broken = false;
  expect(await run()).toBe(true);
});

test("a check does not wait for the fake clock of a test", async () => {
  const { key, signingKey } = await testKeys();
  vi.useFakeTimers();
  const results = await Promise.all([1, 2, 3].map((n) => verify(`body ${n}`, sign(`body ${n}`, signingKey), key)));
  expect(results.every(({ valid }) => valid)).toBe(true);
  expect((await verify("body", sign("other", signingKey), key)).valid).toBe(false);
});
