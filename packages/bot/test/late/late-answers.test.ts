import { execution, note } from "@ck/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  action,
  createBot,
  memoryStore,
  text,
  trackWork,
  type BotDefinition,
  type Context,
  type ExecuteContext,
  type LateAnswersOptions,
  type Store,
} from "../../src/index.js";
import { talk, type Talk } from "../talk.js";
import { Deferred, visitor, type BroadcastMode } from "./visitor.js";

const LATE = "Still at it. Ask me again.";
const FAILED = "Sorry, that did not work.";
/** No handler of these tests is done before the test says so, so that a deadline may be as short as one likes. */
const DEADLINE_MS = 20;

interface Desk extends Talk {
  readonly store: Store;
  /** What each call of the handler waits for, in the order of the calls. */
  readonly calls: { context: ExecuteContext; result: Deferred<unknown> }[];
  readonly idle: () => Promise<void>;
}

function desk(
  late: Partial<LateAnswersOptions> = {},
  more: Partial<BotDefinition> | ((execute: (context: ExecuteContext) => never) => Partial<BotDefinition>) = {},
  deadlineMs = DEADLINE_MS,
): Desk {
  const calls: Desk["calls"] = [];
  const work = trackWork();
  const store = late.store ?? memoryStore();
  const execute = (context: ExecuteContext): never => {
    const result = new Deferred<unknown>();
    calls.push({ context, result });
    return result.promise as never;
  };
  const bot = createBot({
    actions: { Report: action({ execute }), Other: action({ execute }), Quick: action({ execute: () => "Quick." }) },
    fallback: ({ lateAnswers }) => `Pending: ${lateAnswers.map((it) => `${it.action} ${it.state}`).join(", ")}.`,
    late: LATE,
    failure: () => FAILED,
    ...(typeof more === "function" ? more(execute) : more),
  });
  const talking = talk(bot, {
    deadlineMs,
    lateAnswers: { store, ...late },
    keepAlive: work.keepAlive,
  });
  return { ...talking, store, calls, idle: work.idle };
}

describe.each<BroadcastMode>(["merges", "replaces"])("where broadcast %s, an answer that is late", (mode) => {
  it("is promised, waited for, and handed over once", async () => {
    const { calls, events, errors, idle, ...talking } = desk();
    const ada = visitor(talking, { mode });
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(1);

    calls[0]!.result.resolve(execution("The report.", { card: [note("42")] }));
    await idle();
    expect((await ada.asks("Report")).json).toMatchObject({ message: "The report.", card: [note("42")] });
    expect(calls).toHaveLength(1);
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "late", "handed-over"]);
    expect(errors).toEqual([]);

    // The next is a question of its own.
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(2);
  });

  it("is what any other turn may mention, and costs no other answer its words", async () => {
    const { calls, idle, ...talking } = desk();
    const ada = visitor(talking, { mode });
    expect((await ada.says("hi")).json["message"]).toBe("Pending: .");
    await ada.asks("Report");
    expect((await ada.says("hi")).json["message"]).toBe("Pending: Report running.");
    await ada.asks("Other");
    calls[0]!.result.resolve("The report.");
    calls[1]!.result.reject(new Error("no"));
    await idle();
    expect((await ada.says("hi")).json["message"]).toBe("Pending: Report ready, Other failed.");
    expect((await ada.asks("Quick")).json["message"]).toBe("Quick.");
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    expect((await ada.says("hi")).json["message"]).toBe("Pending: Other failed.");
    expect((await ada.asks("Other")).json["message"]).toBe(FAILED);
    expect((await ada.says("hi")).json["message"]).toBe("Pending: .");
  });

  it("leaves the session's own broadcast as it is, and does to it only what the handler did", async () => {
    const { calls, idle, ...talking } = desk();
    const ada = visitor(talking, { mode });
    ada.broadcast = { name: "Ada", step: 1 };
    await ada.asks("Report");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 1 });
    // Meanwhile the session goes on.
    ada.broadcast = { ...ada.broadcast, step: 2, more: true };
    calls[0]!.context.broadcast["report"] = 7;
    calls[0]!.result.resolve("Done.");
    await idle();
    await ada.asks("Report");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 2, more: true, report: 7 });
  });

  it("does so too where the handler returned the stores with its answer", async () => {
    const { calls, idle, ...talking } = desk();
    const ada = visitor(talking, { mode });
    ada.broadcast = { name: "Ada", step: 1 };
    await ada.asks("Report");
    ada.broadcast = { ...ada.broadcast, step: 2, more: true };
    const { broadcast } = calls[0]!.context;
    calls[0]!.result.resolve(execution("Done.", { broadcast: { ...broadcast, report: 7 }, cache: { old: true } }));
    await idle();
    const { json } = await ada.asks("Report");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 2, more: true, report: 7 });
    expect(json).not.toHaveProperty("cache");
  });

  it("is still found after a turn whose answer has no place for the stores, and whose handler changed them", async () => {
    const prompt = ({ broadcast }: Context): void => void (broadcast["asked"] = true);
    const { calls, idle, ...talking } = desk({}, (execute) => ({
      actions: { Report: action({ execute }), Ask: action({ prompt, execute: () => "x" }) },
    }));
    const ada = visitor(talking, { mode });
    await ada.asks("Report");
    expect((await ada.isAsked("Ask")).json).toMatchObject({ todo: "execute", broadcast: { asked: true } });
    calls[0]!.result.resolve("The report.");
    await idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    expect(ada.broadcast).toMatchObject({ asked: true });
  });
});

describe("a late answer", () => {
  it("is not the answer to another question to the same action", async () => {
    const { calls, idle, ...talking } = desk();
    const ada = visitor(talking);
    await ada.asks("Report", { year: "2025", of: "leave" });
    await ada.asks("Report", { year: "2024", of: "leave" });
    expect(calls).toHaveLength(2);
    calls.forEach(({ context, result }) => result.resolve(`Of ${String(context.params["year"])}.`));
    await idle();
    // The same params in another order, with one that is unset, are the same question.
    expect((await ada.asks("Report", { of: "leave", year: "2025", note: "" })).json["message"]).toBe("Of 2025.");
    expect((await ada.asks("Report", { year: "2024", of: "leave" })).json["message"]).toBe("Of 2024.");
    expect(calls).toHaveLength(2);
  });

  it("that failed is the failure answer of the next turn, and the author is told at once", async () => {
    const { calls, idle, errors, events, ...talking } = desk();
    const ada = visitor(talking);
    await ada.asks("Report");
    const cause = new Error("the database is gone");
    calls[0]!.result.reject(cause);
    await idle();
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_HANDLER_FAILED", cause })]);
    expect((await ada.asks("Report")).json["message"]).toBe(FAILED);
    expect(events.at(-1)).toMatchObject({ outcome: "failed", action: "Report" });
    expect(errors).toHaveLength(1);
    await ada.asks("Report");
    expect(calls).toHaveLength(2);
  });

  it.each([
    ["too large", "x".repeat(100_000), "ERR_RESPONSE_TOO_LARGE"],
    ["no answer at all", 7, "ERR_INVALID_ANSWER"],
  ])("that is %s is a failure", async (_, result, code) => {
    const { calls, idle, errors, ...talking } = desk();
    const ada = visitor(talking);
    await ada.asks("Report");
    calls[0]!.result.resolve(result);
    await idle();
    expect(errors).toEqual([expect.objectContaining({ code })]);
    expect((await ada.asks("Report")).json["message"]).toBe(FAILED);
  });

  it("may ask for a param again", async () => {
    const slow = new Deferred<string>();
    const schema = {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: async () => ({ issues: [{ message: await slow.promise }] }),
      },
    };
    const { idle, ...talking } = desk(
      {},
      { actions: { Report: action({ params: { year: schema }, execute: () => "x" }) } },
    );
    const ada = visitor(talking);
    expect((await ada.asks("Report", { year: "1" })).json["message"]).toBe(LATE);
    slow.resolve("That year is not over.");
    await idle();
    expect((await ada.asks("Report", { year: "1" })).json).toMatchObject({
      status: "prompt",
      message: "That year is not over.",
      prompt: { param_name: "year" },
    });
  });

  it("is for execute alone: a prompt that takes too long is aborted as ever", async () => {
    let signal: AbortSignal | undefined;
    const prompt = (context: { signal: AbortSignal }): Promise<never> => (
      (signal = context.signal),
      new Promise(() => undefined)
    );
    const { send, errors } = desk(
      {},
      { actions: { Report: action({ params: { year: text() }, prompt, execute: () => "x" }) } },
    );
    const { json } = await send({ todo: "prompt", action: "Report", params: { year: "1" } });
    expect(json).toEqual(execution(LATE));
    expect(signal?.aborted).toBe(true);
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
  });

  it("has a session wait for eight at most: the ninth takes the place of the oldest", async () => {
    // Time enough to look up eight on a busy machine.
    const { calls, idle, ...talking } = desk({}, {}, 200);
    const ada = visitor(talking);
    for (let n = 0; n < 9; n++) await ada.asks("Report", { n });
    calls.forEach(({ context, result }) => result.resolve(`Number ${String(context.params["n"])}.`));
    await idle();
    expect((await ada.says("hi")).json["message"]).toBe(`Pending: ${Array(8).fill("Report ready").join(", ")}.`);
    expect((await ada.asks("Report", { n: 8 })).json["message"]).toBe("Number 8.");
    await ada.asks("Report", { n: 0 });
    expect(calls).toHaveLength(10);
  });
});

describe("the signal of a handler that may be late", () => {
  afterEach(() => void vi.useRealTimers());

  it("fires at giveUpMs and not before; then the visitor gets the failure answer, whatever the handler does", async () => {
    vi.useFakeTimers();
    const { calls, idle, errors, ...talking } = desk({ giveUpMs: 60_000 });
    const ada = visitor(talking);
    const sent = ada.asks("Report");
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    expect((await sent).json["message"]).toBe(LATE);
    const [{ context, result }] = calls as [Desk["calls"][number]];
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
    const { calls, idle, send } = desk();
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
    const { calls, send, events } = desk({}, {}, 30_000);
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
    const { ...talking } = desk();
    expect((await visitor(talking).asks("Quick")).json["message"]).toBe("Quick.");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the handlers that run on", () => {
  it("are bounded: one too many is aborted at the deadline, as without late answers", async () => {
    const { calls, errors, events, idle, ...talking } = desk({ maxRunning: 1 });
    const [ada, bob] = [visitor(talking), visitor(talking)];
    await ada.asks("Report");
    expect((await bob.asks("Report")).json["message"]).toBe(LATE);
    expect(calls.map(({ context }) => context.signal.aborted)).toEqual([false, true]);
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
    expect(bob.broadcast).toEqual({});
    calls[0]!.result.resolve("The report.");
    await idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    await bob.asks("Report");
    expect(calls[2]!.context.signal.aborted).toBe(false);
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "late", "handed-over", "late"]);
  });

  it("are told to the runtime of the request as well", async () => {
    const { calls, send } = desk();
    const told: Promise<unknown>[] = [];
    await send({ todo: "execute", action: "Report" }, { waitUntil: (work) => told.push(work) });
    expect(told).toHaveLength(1);
    calls[0]!.result.resolve("x");
    await Promise.all(told);
  });
});

describe("what the late words are told", () => {
  it("is which answer is asked for again", async () => {
    const late: BotDefinition["late"] = ({ lateAnswers }) => `${lateAnswers.length} before.`;
    const ada = visitor(desk({}, { late }));
    expect((await ada.asks("Report")).json["message"]).toBe("0 before.");
    expect((await ada.asks("Report")).json["message"]).toBe("1 before.");
  });

  it.each<[string, () => Promise<string>]>([
    ["throw", () => Promise.reject(new Error("no words"))],
    ["say nothing that can be sent", () => Promise.resolve(7 as never)],
  ])("costs nobody the answer where they %s", async (_, late) => {
    const { calls, errors, idle, ...talking } = desk({}, { late });
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
    const { send } = desk({ store }, { late: hang }, 4500);
    expect(await timeOf(send({ todo: "execute", action: "Report" }))).toBe(4750);
  });

  it("holds none either where its time-out is longer than that", async () => {
    const { send } = desk({ store, timeoutMs: 20_000 }, { late: hang }, 4500);
    const ticket = { action: "Report", question: "0".repeat(32), token: "0".repeat(48), until: 9e15 };
    for (const todo of ["execute", "fallback"]) {
      const body = { todo, action: "Report", broadcast: { ckLate: [ticket] } };
      expect(await timeOf(send(body))).toBeLessThan(4760);
    }
  });
});
