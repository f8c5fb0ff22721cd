import { card, execution, note, prompt, welcome } from "@ck/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { action, createBot, type BotDefinition, type ExecuteContext } from "../../src/index.js";
import { bytesOf, talk, type Answered, type TestBot } from "@ck-test/talk";

const EXECUTE = { todo: "execute", action: "A" };
const FAILED = "Sorry, something went wrong. Please try again.";
const LATE = "This takes longer than expected. Please try again in a moment.";

function talkTo(
  execute: (context: ExecuteContext) => unknown,
  rest: Partial<BotDefinition> = {},
  deadlineMs = 4500,
): TestBot {
  return talk(createBot({ actions: { A: action({ execute: execute as () => string }) }, ...rest }), { deadlineMs });
}

describe("a handler that fails gives the platform a valid answer", () => {
  it("when it throws: the failure answer, without anything of the error, and the author gets the cause", async () => {
    const secret = new Error("password=hunter2");
    const { send, errors, events } = talkTo(() => Promise.reject(secret));
    const { status, json, text } = await send(EXECUTE);
    expect(status).toBe(200);
    expect(json).toEqual(execution(FAILED));
    expect(text).not.toContain("hunter2");
    expect(errors).toEqual([
      expect.objectContaining({
        code: "ERR_HANDLER_FAILED",
        message: "actions.A.execute threw. See the cause.",
        cause: secret,
      }),
    ]);
    expect(events[0]).toMatchObject({ outcome: "failed", status: 200, todo: "execute", action: "A" });
  });

  it("when it returns 200 KB: the author learns which part is too large", async () => {
    const { send, errors } = talkTo(() =>
      execution("See below.", { card: [note("small"), note("x".repeat(200_000))] }),
    );
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors[0]).toMatchObject({
      code: "ERR_RESPONSE_TOO_LARGE",
      message: expect.stringContaining("card.1.content") as string,
    });
  });

  it.each([
    ["nothing", undefined],
    ["a number", 7],
    ["a blank string", "  "],
    ["an object without a form", { hello: 1 }],
    ["the status of the request", { status: "execute", message: "x" }],
    ["a prompt without a param", { status: "prompt", message: "x", prompt: {} }],
  ])("when it returns %s", async (_, returned) => {
    const { send, errors } = talkTo(() => returned);
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors[0]).toMatchObject({
      code: "ERR_INVALID_ANSWER",
      message: expect.stringContaining("actions.A.execute returned") as string,
    });
  });

  it("when it returns something that JSON cannot hold", async () => {
    const { send, errors } = talkTo(() => ({ ...execution("x"), data: { n: 1n } }));
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors[0]?.code).toBe("ERR_INVALID_ANSWER");
  });

  it("with the message of the bot's failure handler, in the form that each request wants", async () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    const { send } = talk(
      createBot({
        actions: { A: action({ prompt: boom, execute: boom, buttons: { b: boom } }) },
        welcome: boom,
        fallback: boom,
        failure: ({ request }) => `Oh, ${request.todo}.`,
      }),
    );
    expect((await send(EXECUTE)).json).toEqual(execution("Oh, execute."));
    expect((await send({ todo: "prompt", action: "A" })).json).toEqual(execution("Oh, prompt."));
    expect((await send({ todo: "button", action: "A", button_id: "b" })).json).toEqual(execution("Oh, button."));
    expect((await send({ todo: "welcome" })).json).toEqual({ welcome_response: { message: "Oh, welcome." } });
    expect((await send({ todo: "fallback", userInput: "x" })).json).toEqual({
      status: "handled",
      message: "Oh, fallback.",
    });
  });

  it("even when the failure handler fails", async () => {
    let calls = 0;
    const failure = (): never => {
      calls++;
      throw new Error("boom again");
    };
    const { send, errors } = talkTo(failure, { failure });
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors).toHaveLength(2);
    calls = 0;
    expect((await send({ todo: "failure" })).json).toEqual({ message: FAILED });
    expect(calls).toBe(1);
  });
});

describe("the deadline", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function after(ms: number, sent: Promise<Answered>): Promise<Answered | "nothing yet"> {
    const state: { answered?: Answered } = {};
    void sent.then((answered) => (state.answered = answered));
    await vi.advanceTimersByTimeAsync(ms);
    return state.answered ?? "nothing yet";
  }
  const hang = (): Promise<never> => new Promise(() => undefined);
  const slow = createBot({ actions: { A: action({ execute: hang }) } });

  it("answers for a handler that hangs, and aborts it", async () => {
    let signal: AbortSignal | undefined;
    const { send, errors, events } = talkTo((context) => ((signal = context.signal), hang()));
    const sent = send(EXECUTE);
    expect(await after(4499, sent)).toBe("nothing yet");
    expect(signal?.aborted).toBe(false);
    expect(await after(1, sent)).toMatchObject({ status: 200, json: execution(LATE) });
    expect(signal).toMatchObject({ aborted: true, reason: expect.objectContaining({ name: "TimeoutError" }) as Error });
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
    expect(events[0]).toMatchObject({ outcome: "late", status: 200 });
  });

  it.each([
    ["a string", "Still at it."],
    ["a function", () => "Still at it."],
    ["an async function", () => Promise.resolve("Still at it.")],
  ])("says the bot's own late answer: %s", async (_, late) => {
    const { send } = talkTo(hang, { late }, 100);
    expect(await after(100, send(EXECUTE))).toMatchObject({ json: execution("Still at it.") });
    expect(await after(100, send({ todo: "welcome" }))).toMatchObject({ status: 200 });
  });

  it("leaves the network its share, however late it is", async () => {
    const { send } = talkTo(hang, { late: hang }, 4900);
    expect(await after(4950, send(EXECUTE))).toMatchObject({ json: execution(LATE) });
  });

  it("is 500 ms before a platform that waits longer gives up, or as configured", async () => {
    const patient = talk(slow, { responseTimeoutMs: 15_000 }).send(EXECUTE);
    expect(await after(14_499, patient)).toBe("nothing yet");
    expect(await after(1, patient)).toMatchObject({ json: execution(LATE) });
    const set = talk(slow, { responseTimeoutMs: 15_000, deadlineMs: 4500 }).send(EXECUTE);
    expect(await after(4500, set)).toMatchObject({ json: execution(LATE) });
  });

  it("is 500 ms before the request is ended from outside, if that is sooner", async () => {
    const { send, errors } = talk(slow);
    const short = send(EXECUTE, { remainingMs: 3000 });
    expect(await after(2499, short)).toBe("nothing yet");
    expect(await after(1, short)).toMatchObject({ json: execution(LATE) });
    expect(errors[0]?.message).toContain("after 2500 ms");
    for (const remainingMs of [60_000, Number.NaN, Infinity]) {
      const other = send(EXECUTE, { remainingMs });
      expect(await after(4499, other)).toBe("nothing yet");
      expect(await after(1, other)).toMatchObject({ json: execution(LATE) });
    }
  });

  it.each([400, 0, -5])("is at once if %i ms are left", async (remainingMs) => {
    const { send } = talk(slow);
    expect(await after(1, send(EXECUTE, { remainingMs }))).toMatchObject({ json: execution(LATE) });
  });

  it("gives a late handler no more than what is left", async () => {
    const { send } = talkTo(hang, { late: hang });
    const sent = send(EXECUTE, { remainingMs: 200 });
    expect(await after(150, sent)).toMatchObject({ json: execution(LATE) });
  });

  it("tells an error that throws when it is looked at from the abort itself", async () => {
    const odd = Object.defineProperty(new Error("odd"), "cause", {
      get() {
        throw new Error("do not look");
      },
    });
    const { send, errors } = talkTo(
      async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw odd;
      },
      {},
      100,
    );
    await after(100, send(EXECUTE));
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE", "ERR_HANDLER_FAILED"]);
  });

  it("holds for the late and the failure handler too", async () => {
    const { send } = talkTo(hang, { late: hang }, 4500);
    expect(await after(4750, send(EXECUTE))).toMatchObject({ json: execution(LATE) });
    const failing = talkTo(() => Promise.reject(new Error("x")), { failure: hang }, 4500);
    expect(await after(4750, failing.send(EXECUTE))).toMatchObject({ json: execution(FAILED) });
  });

  it("passes on what a late handler still throws, unless it is the abort", async () => {
    const throwing = talkTo(
      async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw new Error("after the end");
      },
      {},
      100,
    );
    await after(100, throwing.send(EXECUTE));
    expect(throwing.errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE", "ERR_HANDLER_FAILED"]);

    const wrapped = ({ signal }: ExecuteContext): Error => new Error("aborted", { cause: signal.reason });
    for (const reject of [({ signal }: ExecuteContext) => signal.reason as Error, wrapped]) {
      const aborting = talkTo(
        async (context) => {
          await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
          throw reject(context);
        },
        {},
        100,
      );
      await after(100, aborting.send(EXECUTE));
      expect(aborting.errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
    }
  });

  it("leaves no timer behind, and does not abort what was answered in time", async () => {
    let signal: AbortSignal | undefined;
    const { send } = talkTo((context) => ((signal = context.signal), `${context.remainingMs()} ms left`));
    const { json } = await send(EXECUTE);
    expect(json["message"]).toBe("4500 ms left");
    expect(vi.getTimerCount()).toBe(0);
    expect(signal?.aborted).toBe(false);
  });
});

describe("a caller that is gone", () => {
  it.each(["signal", "onGone"])("aborts the handler: told by %s", async (how) => {
    const caller = new AbortController();
    const { send, events, errors } = talkTo(({ signal }) => {
      caller.abort();
      return new Promise((_, reject) => reject(signal.reason as Error));
    });
    const onGone = (listener: () => void): void => caller.signal.addEventListener("abort", listener);
    await send(EXECUTE, how === "signal" ? { signal: caller.signal } : { onGone });
    expect(events).toEqual([expect.objectContaining({ outcome: "gone", status: 499 })]);
    expect(errors).toEqual([]);
  });

  it("gives an aborted signal to a handler that asks for it later", async () => {
    let signal: AbortSignal | undefined;
    let leave = (): void => undefined;
    const { send, events } = talkTo((context) => {
      leave();
      return (signal = context.signal).reason as never;
    });
    await send(EXECUTE, { onGone: (listener) => (leave = listener) });
    expect(events).toEqual([expect.objectContaining({ outcome: "gone" })]);
    expect(signal).toMatchObject({ aborted: true, reason: expect.objectContaining({ name: "AbortError" }) as Error });
  });

  it("before the handler has started keeps it from starting", async () => {
    const runs: string[] = [];
    const { send, events, errors } = talkTo(() => (runs.push("run"), "done"));
    const signal = AbortSignal.abort();
    await send(EXECUTE, { onGone: (listener) => listener() });
    await send(EXECUTE, { signal });
    expect(runs).toEqual([]);
    expect(events.map(({ outcome, status }) => [outcome, status])).toEqual([
      ["gone", 499],
      ["gone", 499],
    ]);
    expect(errors).toEqual([]);
  });

  it("aborts nothing that was answered", async () => {
    let signal: AbortSignal | undefined;
    let leave = (): void => undefined;
    const { send } = talkTo((context) => ((signal = context.signal), "done"));
    await send(EXECUTE, { onGone: (listener) => (leave = listener) });
    leave();
    expect(signal?.aborted).toBe(false);
  });
});

describe("the stores", () => {
  const request = { ...EXECUTE, broadcast: { n: 1 }, cache: { step: "a" } };

  it("are echoed when untouched, and left out when empty", async () => {
    const { send } = talkTo(() => "ok");
    expect((await send(request)).json).toMatchObject({ broadcast: { n: 1 }, cache: { step: "a" } });
    expect((await send(EXECUTE)).json).toEqual(execution("ok"));
  });

  it("are sent as the handler changes or replaces them", async () => {
    const changed = talkTo((context) => {
      context.broadcast["m"] = 2;
      context.cache = { step: "b" };
      return "ok";
    });
    expect((await changed.send(request)).json).toMatchObject({ broadcast: { n: 1, m: 2 }, cache: { step: "b" } });
    const emptied = talkTo(({ broadcast }) => (delete broadcast["n"], "ok"));
    expect((await emptied.send(request)).json["broadcast"]).toEqual({});
  });

  it("are what the builder says, if the handler passes them there", async () => {
    const { send } = talkTo(() => execution("ok", { broadcast: { own: true } }));
    expect((await send(request)).json["broadcast"]).toEqual({ own: true });
  });

  it("are added to an answer that usually has none only if they were changed", async () => {
    const bot = createBot({
      actions: {
        A: action({
          prompt: ({ broadcast, userInput }) => void (userInput === "count" && (broadcast["n"] = 2)),
          execute: () => "x",
        }),
      },
    });
    const { send } = talk(bot);
    expect((await send({ ...request, todo: "prompt" })).json).toEqual({ todo: "execute" });
    expect((await send({ ...request, todo: "prompt", userInput: "count" })).json).toEqual({
      todo: "execute",
      broadcast: { n: 2 },
    });
  });

  it("are echoed when a param is asked for again", async () => {
    const { send } = talkTo(() => prompt("n", "Again?"));
    expect((await send(request)).json).toMatchObject({ status: "prompt", broadcast: { n: 1 } });
  });

  it("are left alone by a handler that fails half-way", async () => {
    const { send } = talkTo(({ broadcast }) => {
      broadcast["half"] = true;
      throw new Error("boom");
    });
    expect((await send(request)).json).not.toHaveProperty("broadcast");
  });
});

it("the author hears what the handler throws even if the caller is gone", async () => {
  const caller = new AbortController();
  let fail = (): void => undefined;
  const { send, errors } = talkTo(() => {
    caller.abort();
    return new Promise((_, reject) => (fail = () => reject(new Error("the database is damaged"))));
  });
  await send(EXECUTE, { signal: caller.signal });
  fail();
  await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(["ERR_HANDLER_FAILED"]));
});

describe("what is sent is what was checked", () => {
  it("option ids as strings, cards as a list, getters as the values they gave", async () => {
    class Answer {
      get status(): string {
        return "execution";
      }
      get message(): string {
        return "hi";
      }
    }
    const { send } = talkTo(() => new Answer());
    expect((await send(EXECUTE)).json).toEqual(execution("hi"));
    const options = [{ id: 7, label: "Seven" }];
    const asking = talkTo(() => ({ status: "prompt", message: "m", prompt: { param_name: "n", options } }));
    expect((await asking.send(EXECUTE)).json).toEqual(prompt("n", "m", { options }));
  });

  it("and what turns into something else while it is serialised is refused", async () => {
    const { send, errors } = talkTo(() => ({ ...execution("hi"), toJSON: () => ({ a: 1 }) }));
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors[0]?.code).toBe("ERR_INVALID_ANSWER");
  });

  it.each([[[1]], ["s"], [null], [{ n: 1n }], [new Date(0)]])("a store that is %o is refused", async (store) => {
    const { send, errors } = talkTo((context) => {
      context.broadcast = store as never;
      return "ok";
    });
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors[0]).toMatchObject({
      code: "ERR_INVALID_ANSWER",
      message: expect.stringContaining("context.broadcast") as string,
    });
  });
});

it("cards of any type go out as they are", async () => {
  const { send } = talkTo(() => execution("See.", { card: [card("list", { rows: [[1]] })] }));
  expect((await send(EXECUTE)).json["card"]).toEqual([{ type: "list", rows: [[1]] }]);
});

it("the answer is UTF-8, measured in bytes", async () => {
  const { send, events } = talkTo(() => "☕".repeat(30_000));
  expect((await send(EXECUTE)).status).toBe(200);
  expect(events[0]?.bytesOut).toBe(bytesOf(execution("☕".repeat(30_000))).byteLength);
  const over = talkTo(() => "☕".repeat(34_000));
  await over.send(EXECUTE);
  expect(over.errors[0]?.code).toBe("ERR_RESPONSE_TOO_LARGE");
});

it("an answer may be as large as the options say", async () => {
  const roomy = talk(createBot({ actions: {}, welcome: () => "x".repeat(2_000_000) }), { maxResponseBytes: 3_000_000 });
  expect((await roomy.send({ todo: "welcome" })).text).toHaveLength(
    2_000_000 + '{"welcome_response":{"message":""}}'.length,
  );
  const tight = talk(createBot({ actions: {}, welcome: () => "x".repeat(1000) }), { maxResponseBytes: 1000 });
  expect((await tight.send({ todo: "welcome" })).json).toEqual(welcome(FAILED));
  expect(tight.errors[0]?.message).toContain("the limit is 1000");
});
