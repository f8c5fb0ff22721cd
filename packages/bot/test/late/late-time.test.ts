import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type BotDefinition, type Store } from "../../src/index.js";
import { stopClock } from "./on-cue.js";
import { DEADLINE_MS, start, startStopped, FAILED, LATE, type Started } from "./start.js";
import { visitor } from "@ck-test/visitor";

describe("the signal of a handler that may be late", () => {
  afterEach(() => void vi.useRealTimers());

  it("fires at giveUpMs and not before; then the visitor gets the failure answer, whatever the handler does", async () => {
    vi.useFakeTimers();
    const { calls, idle, errors, ...talking } = start({ giveUpMs: 60_000 });
    const ada = visitor(talking);
    const sent = ada.asks("Report");
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    expect((await sent).json["message"]).toBe(LATE);
    const [{ context, result }] = calls as [Started["calls"][number]];
    await vi.advanceTimersByTimeAsync(59_000);
    expect(context.signal.aborted).toBe(false);
    expect(context.remainingMs()).toBe(60_000 - 59_000 - DEADLINE_MS);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(context.signal.reason).toMatchObject({ name: "TimeoutError" });
    await idle();
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
    expect((await ada.asks("Report")).json["message"]).toBe(FAILED);
    result.reject(new Error("too late to matter, not to be told"));
    await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE", "ERR_HANDLER_FAILED"]));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not fire because the caller goes away after the late answer", async () => {
    const { calls, idle, send } = start();
    const caller = new AbortController();
    const { broadcast } = (await send({ todo: "execute", action: "Report" }, { signal: caller.signal })).json;
    caller.abort();
    expect(calls[0]!.context.signal.aborted).toBe(false);
    calls[0]!.result.resolve("The report.");
    await idle();
    const again = await send({ todo: "execute", action: "Report", broadcast });
    expect(again.json["message"]).toBe("The report.");
  });

  it("fires when the caller goes away before: nobody would come back for the answer", async () => {
    const { calls, send, events } = start({}, {}, 30_000);
    const caller = new AbortController();
    const sent = send({ todo: "execute", action: "Report" }, { signal: caller.signal });
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    caller.abort();
    await sent;
    expect(calls[0]!.context.signal.aborted).toBe(true);
    expect(events.at(-1)?.outcome).toBe("gone");
  });

  it("leaves no timer behind an answer in time", async () => {
    vi.useFakeTimers();
    const { ...talking } = start();
    expect((await visitor(talking).asks("Quick")).json["message"]).toBe("Quick.");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the handlers that run on", () => {
  stopClock();

  it("are bounded: one too many is aborted at the deadline, and gets the failure answer", async () => {
    const { calls, errors, events, idle, ...talking } = startStopped({ maxRunning: 1 });
    const [ada, bob] = [visitor(talking), visitor(talking)];
    await ada.asks("Report");
    expect((await bob.asks("Report")).json["message"]).toBe(FAILED);
    expect(calls.map(({ context }) => context.signal.aborted)).toEqual([false, true]);
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
    expect(bob.broadcast).toEqual({});
    calls[0]!.result.resolve("The report.");
    await idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    await bob.asks("Report");
    expect(calls[2]!.context.signal.aborted).toBe(false);
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "failed", "handed-over", "late"]);
  });

  it("are told to the runtime of the request as well", async () => {
    const { calls, send } = startStopped();
    const told: Promise<unknown>[] = [];
    await send({ todo: "execute", action: "Report" }, { waitUntil: (work) => told.push(work) });
    expect(told).toHaveLength(1);
    calls[0]!.result.resolve("x");
    await Promise.all(told);
  });
});

describe("what the late words are told", () => {
  stopClock();

  it("is which answer is asked for again", async () => {
    const late: BotDefinition["late"] = ({ lateAnswers }) => `${lateAnswers.length} before.`;
    const ada = visitor(startStopped({}, { late }));
    expect((await ada.asks("Report")).json["message"]).toBe("0 before.");
    expect((await ada.asks("Report")).json["message"]).toBe("1 before.");
  });

  it.each<[string, () => Promise<string>]>([
    ["throw", () => Promise.reject(new Error("no words"))],
    ["say nothing that can be sent", () => Promise.resolve(7 as never)],
  ])("costs nobody the answer where they %s", async (_, late) => {
    const { calls, errors, idle, ...talking } = startStopped({}, { late });
    const ada = visitor(talking);
    expect((await ada.asks("Report")).json["message"]).toMatch(/^This takes longer/);
    expect(errors).toHaveLength(1);
    calls[0]!.result.resolve("The report.");
    await idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
  });
});

describe("a store that hangs", () => {
  const hang = (): Promise<never> => new Promise(() => undefined);
  const store: Store = { get: hang, set: hang, setIfAbsent: hang };
  // All that is waited for then is a timer.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    vi.spyOn(crypto.subtle, "digest").mockImplementation(() => Promise.resolve(new ArrayBuffer(32)));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  /** How long an answer takes, in ms. */
  async function timeOf(sent: Promise<unknown>): Promise<number> {
    const from = performance.now();
    const over = sent.then(() => performance.now() - from);
    await vi.advanceTimersByTimeAsync(60_000);
    return over;
  }

  it("holds no answer past what the platform waits, though the late words take their time as well", async () => {
    const { send } = start({ store }, { late: hang }, 4500);
    expect(await timeOf(send({ todo: "execute", action: "Report" }))).toBe(4750);
  });

  it("holds none either where its time-out is longer than that", async () => {
    const { send } = start({ store, timeoutMs: 20_000 }, { late: hang }, 4500);
    const ticket = { action: "Report", question: "0".repeat(32), token: "0".repeat(48), until: 9e15 };
    for (const todo of ["execute", "fallback"]) {
      const body = { todo, action: "Report", broadcast: { ckLate: [ticket] } };
      expect(await timeOf(send(body))).toBeLessThan(4760);
    }
  });
});
