/** Hooks in what happens around a handler: deadlines, late answers, workers, traces. */
import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  action,
  createBot,
  createJobRunner,
  hook,
  memoryStore,
  stageChannel,
  type Context,
  type Hook,
  type StageTrace,
} from "../../src/index.js";
import { talk } from "@ck-test/talk";
import { Deferred } from "@ck-test/visitor";
import { startOnCue, stopClock } from "../late/on-cue.js";
import { heldQueue } from "../late/queue.js";

const EXECUTE = { todo: "execute", action: "Book", environment: "production" };
const DEADLINE_MS = 4500;

describe("at the deadline", () => {
  stopClock();

  /** A hook that waits until its context's signal is aborted, before or after the handler. */
  function slow(when: "before" | "after", running: Deferred): { hook: Hook; signal: () => AbortSignal | undefined } {
    let signal: AbortSignal | undefined;
    const wait = async (context: Context): Promise<void> => {
      signal = context.signal;
      running.resolve();
      await new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason as Error));
      });
    };
    const slowHook: Hook = async (context, next) => {
      if (when === "before") await wait(context);
      const answer = await next();
      if (when === "after") await wait(context);
      return answer;
    };
    return { hook: slowHook, signal: () => signal };
  }

  it.each(["before", "after"] as const)("a hook that is slow %s the handler is named, and aborted", async (when) => {
    const running = new Deferred();
    const { hook: slowHook, signal } = slow(when, running);
    const pass: Hook = (_context, next) => next();
    const Book = action({ use: [pass, slowHook, pass], execute: () => "Booked." });
    const { send, errors, events } = talk(createBot({ actions: { Book }, use: [pass] }), { deadlineMs: DEADLINE_MS });
    const sent = send(EXECUTE);
    await running.promise;
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    await sent;
    expect(events).toMatchObject([{ outcome: "late" }]);
    expect(signal()?.aborted).toBe(true);
    expect(errors).toMatchObject([
      {
        code: "ERR_DEADLINE",
        message: expect.stringContaining(
          "The hook actions.Book.use[1] (slowHook) was not done after 4500 ms.",
        ) as string,
      },
    ]);
  });

  it("a slow handler inside hooks is not mistaken for one of them", async () => {
    const running = new Deferred();
    const pass: Hook = (_context, next) => next();
    const Book = action({
      execute: () => {
        running.resolve();
        return new Promise<string>(() => undefined);
      },
    });
    const { send, errors } = talk(createBot({ actions: { Book }, use: [pass] }), { deadlineMs: DEADLINE_MS });
    const sent = send(EXECUTE);
    await running.promise;
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    await sent;
    expect(errors[0]?.message).toContain("The handler was not done after 4500 ms.");
  });
});

describe("a durable handler", () => {
  stopClock();

  it("has its hooks in the worker, once, and not in the web process", async () => {
    const seen: string[] = [];
    const where: Hook = async ({ idempotencyKey }, next) => {
      seen.push(`${idempotencyKey === undefined ? "web" : "worker"} starts`);
      const answer = await next();
      seen.push("ends");
      return typeof answer === "string" ? `${answer} (hooked)` : answer;
    };
    const tenant = hook<{ tenant: string }>((_context, next) => next({ tenant: "acme" }));
    const bot = createBot({
      use: [where],
      actions: { Book: action({ use: [tenant], durable: true, execute: (context) => `Booked at ${context.tenant}.` }) },
    });
    const store = memoryStore();
    const queue = heldQueue();
    const { send } = talk(bot, { deadlineMs: DEADLINE_MS, lateAnswers: { store, queue } });
    const { json } = await queue.late(send({ ...EXECUTE, broadcast: {} }));
    expect([seen, queue.jobs.length]).toEqual([[], 1]);

    await createJobRunner(bot, { store })(queue.jobs[0]!.data);
    expect(seen).toEqual(["worker starts", "ends"]);
    const again = await send({ ...EXECUTE, broadcast: json["broadcast"] });
    expect(again.json["message"]).toBe("Booked at acme. (hooked)");
    expect(seen).toHaveLength(2);
  });

  it("whose hook is too slow in the worker has it named", async () => {
    const running = new Deferred();
    const slow: Hook = async ({ signal }) => {
      running.resolve();
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
      return "x";
    };
    const bot = createBot({ use: [slow], actions: { Book: action({ durable: true, execute: () => "Booked." }) } });
    const store = memoryStore();
    const queue = heldQueue();
    const { send } = talk(bot, { deadlineMs: DEADLINE_MS, lateAnswers: { store, queue } });
    await queue.late(send({ ...EXECUTE, broadcast: {} }));
    const run = createJobRunner(bot, { store, giveUpMs: 60_000, onError: () => undefined });
    const ran = expect(run(queue.jobs[0]!.data)).rejects.toMatchObject({
      code: "ERR_DEADLINE",
      message: "The hook use[0] (slow) of a job was still running after 60000 ms (giveUpMs).",
    });
    await running.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    await ran;
  });

  it("is refused by a hook in the worker", async () => {
    const errors: unknown[] = [];
    const silent: Hook = () => undefined;
    const bot = createBot({ use: [silent], actions: { Book: action({ durable: true, execute: () => "Booked." }) } });
    const store = memoryStore();
    const queue = heldQueue();
    const { send } = talk(bot, { deadlineMs: DEADLINE_MS, lateAnswers: { store, queue } });
    await queue.late(send({ ...EXECUTE, broadcast: {} }));
    const run = createJobRunner(bot, { store, onError: (error) => errors.push(error) });
    await expect(run(queue.jobs[0]!.data)).rejects.toMatchObject({ code: "ERR_INVALID_HOOK" });
    expect(errors).toMatchObject([{ message: expect.stringContaining("use[0] (silent)") as string }]);
  });
});

describe("a late answer", () => {
  stopClock();

  it("was made inside the hooks, once", async () => {
    const seen: string[] = [];
    const note: Hook = async ({ request }, next) => {
      seen.push(`${request.todo} starts`);
      const answer = await next();
      seen.push(`${request.todo} ends`);
      return answer;
    };
    const { send, end } = startOnCue((execute) => ({
      use: [note],
      actions: { Book: action({ execute }) },
      late: "Still at it.",
    }));
    const { json } = await send({ ...EXECUTE, broadcast: {} });
    expect(json["message"]).toBe("Still at it.");
    await end(0, "Booked.");
    expect(seen).toEqual(["execute starts", "execute ends"]);
    const again = await send({ ...EXECUTE, broadcast: json["broadcast"] });
    expect(again.json["message"]).toBe("Booked.");
    expect(seen).toHaveLength(2);
  });
});

it("hooks and their handler are inside the span of the handler", async () => {
  const storage = new AsyncLocalStorage<string>();
  const channel = tracingChannel<unknown, StageTrace>(stageChannel("handler"));
  const spans: (string | undefined)[] = [];
  const subscribers = {
    start(trace: StageTrace) {
      spans.push(trace.handler);
      trace.around = (work) => storage.run("span", work);
    },
    end: () => undefined,
    asyncStart: () => undefined,
    asyncEnd: () => undefined,
    error: () => undefined,
  };
  channel.subscribe(subscribers);
  onTestFinished(() => {
    channel.unsubscribe(subscribers);
  });
  const seen: unknown[] = [];
  const note: Hook = async (_context, next) => {
    seen.push(storage.getStore());
    await Promise.resolve();
    const answer = await next();
    seen.push(storage.getStore());
    return answer;
  };
  const Book = action({
    execute: () => {
      seen.push(storage.getStore());
      return "Booked.";
    },
  });
  await talk(createBot({ use: [note, note], actions: { Book } })).send(EXECUTE);
  expect(seen).toEqual(["span", "span", "span", "span", "span"]);
  expect(spans).toEqual(["actions.Book.execute"]);
});

it("a hook may set what its handler runs in", async () => {
  const storage = new AsyncLocalStorage<string>();
  const inside: Hook = ({ requestId }, next) => storage.run(requestId, next);
  const Book = action({ execute: ({ requestId }) => String(storage.getStore() === requestId) });
  expect((await talk(createBot({ use: [inside], actions: { Book } })).send(EXECUTE)).json["message"]).toBe("true");
});

it("a hook that holds the event loop is named", async () => {
  const holds: Hook = (_context, next) => {
    const until = performance.now() + 300;
    while (performance.now() < until);
    return next();
  };
  const bot = createBot({ use: [holds], actions: { Book: action({ execute: () => "Booked." }) } });
  // It is worth an error from half the deadline on, and from 250 ms at least.
  const { send, errors } = talk(bot, { deadlineMs: 500 });
  await send(EXECUTE);
  expect(errors.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^use\[0\] \(holds\) held the event loop for/),
  );
});
