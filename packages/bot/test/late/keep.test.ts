import { describe, expect, it, vi } from "vitest";
import { action, createBot, memoryStore, type BotDefinition, type Context, type Store } from "../../src/index.js";
import { makeKeys } from "@ck-test/talk";
import { Deferred, visitor } from "@ck-test/visitor";
import { startOnCue, stopClock, type Cued } from "./on-cue.js";
import { heldQueue, startWeb, startWorker } from "./queue.js";

const LATE = "Still at it.";
const FAILED = "Sorry.";
/** A store's time-out, and the wait before it is asked again. */
const RETRY_MS = 1_000;

stopClock();

/** How a store writes. `slow`: it does, and does not say so. */
type Writing = "well" | "slow" | "not";

function slowStore(): { store: Store; written: [key: string, text: string][]; writes: (how: Writing) => void } {
  const inner = memoryStore();
  const written: [string, string][] = [];
  let how: Writing = "well";
  async function write<T>(key: string, value: Uint8Array, act: () => Promise<T>): Promise<T> {
    if (how === "not") throw new Error("down");
    written.push([key, new TextDecoder().decode(value)]);
    const done = await act();
    return how === "slow" ? new Promise<T>(() => undefined) : done;
  }
  return {
    written,
    writes: (now) => void (how = now),
    store: {
      get: inner.get,
      set: (key, value, expiry) => write(key, value, () => inner.set(key, value, expiry)),
      setIfAbsent: (key, value, expiry) => write(key, value, () => inner.setIfAbsent(key, value, expiry)),
    },
  };
}

const bot = (slow: (context: Context) => never): BotDefinition => ({
  actions: {
    Pending: action({ execute: ({ lateAnswers }) => `Pending: ${lateAnswers.map(({ state }) => state).join(", ")}.` }),
    Report: action({ execute: slow }),
  },
  fallback: slow,
  late: LATE,
  failure: () => FAILED,
});

/** The same session at another process, with a copy of what it has. */
const copyOf = (process: Cued, broadcast: Record<string, unknown>): ReturnType<typeof visitor> =>
  Object.assign(visitor(process), { broadcast: structuredClone(broadcast) });

describe("an answer that was handed over", () => {
  it("stays so, although its first write was slow and is tried again", async () => {
    const { store, writes } = slowStore();
    const [one, two] = [startOnCue(bot, { store }), startOnCue(bot, { store })];
    const ada = visitor(one);
    await ada.asks("Report");
    const { broadcast } = ada;
    writes("slow");
    await one.end(0, "Done.");
    writes("well");
    expect((await copyOf(two, broadcast).asks("Report")).json["message"]).toBe("Done.");
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    await one.idle();
    expect(one.errors.map(({ code }) => code)).toEqual(["ERR_STORE"]);
    expect((await copyOf(two, broadcast).asks("Pending")).json["message"]).toBe("Pending: .");
  });

  it("has a mark of its own for each who takes it: a store that sends it twice knows whose is there", async () => {
    const { store, written } = slowStore();
    const processes = [startOnCue(bot, { store }), startOnCue(bot, { store })] as const;
    const ada = visitor(processes[0]);
    await ada.asks("Report");
    await processes[0].end(0, "Done.");
    const { broadcast } = ada;
    await Promise.all(processes.map((process) => copyOf(process, broadcast).asks("Report")));
    const claims = written.filter(([key]) => key.endsWith(":taken"));
    expect(claims).toHaveLength(2);
    expect(claims[0]![0]).toBe(claims[1]![0]);
    expect(claims[0]![1]).not.toBe(claims[1]![1]);
  });
});

describe("a job's answer", () => {
  const pay = (run: () => Promise<string>) =>
    createBot({
      actions: { Pay: action({ durable: true, execute: run }) },
      late: LATE,
      failure: () => FAILED,
    });

  /** A job that was promised, at a store that may be slow. */
  async function promised() {
    const [slow, queue, keys] = [slowStore(), heldQueue(), await makeKeys()];
    const { store } = slow;
    const web = startWeb(
      pay(() => Promise.reject(new Error("unused"))),
      keys,
      { store, queue },
    );
    const ada = web.visit();
    await queue.late(ada.asks("Pay"));
    const data = queue.jobs.splice(0)[0]!.data;
    return { ...slow, ada, data, web, worker: (run: () => Promise<string>) => startWorker(pay(run), store) };
  }

  it("stands against the failure of a second worker that could not be written at first", async () => {
    const { writes, ada, data, worker } = await promised();
    const [paid, begun] = [new Deferred<string>(), new Deferred()];
    const first = worker(() => (begun.resolve(), paid.promise)).run(data);
    await begun.promise;
    writes("not");
    const other = worker(() => Promise.reject(new Error("no")));
    const second = expect(other.run(data)).rejects.toMatchObject({ code: "ERR_HANDLER_FAILED" });
    await vi.waitFor(() => expect(other.errors.map(([{ code }]) => code)).toContain("ERR_STORE"));
    writes("well");
    paid.resolve("Paid.");
    await first;
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    await second;
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
  });

  it("replaces the failure of a job that was retried", async () => {
    const { ada, data, worker } = await promised();
    await expect(worker(() => Promise.reject(new Error("no"))).run(data)).rejects.toMatchObject({});
    await worker(() => Promise.resolve("Paid.")).run(data);
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
  });

  it("is made, once, by a job that was retried after the visitor heard of its failure", async () => {
    const { ada, data, worker } = await promised();
    await expect(worker(() => Promise.reject(new Error("no"))).run(data)).rejects.toMatchObject({});
    expect((await ada.asks("Pay")).json["message"]).toBe(FAILED);
    const run = vi.fn(() => Promise.resolve("Paid."));
    await worker(run).run(data);
    await worker(run).run(data);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
