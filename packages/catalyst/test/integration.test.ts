import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import {
  action,
  createBot,
  integer,
  memoryStore,
  receive,
  selection,
  type Bot,
  type BotError,
  type Bots,
  type Job,
  type RequestEvent,
} from "@ck/bot";
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { integration, type IntegrationOptions, type IntegrationRequest } from "../src/index.js";
import { ask, call, TOKENS } from "./runtime.js";

const seen: unknown[] = [];
const bot = createBot({
  actions: {
    ApplyLeave: action({
      params: { leaveType: selection({ casual: "Casual leave", sick: "Sick leave" }), days: integer({ min: 1 }) },
      execute: ({ params, request }) => {
        seen.push(request);
        return `${params.days} days of ${params.leaveType} leave ☕`;
      },
      buttons: { draft: () => "Saved." },
    }),
    Throw: action({ execute: () => Promise.reject(new Error("hunter2")) }),
    Wait: action({ execute: () => new Promise(() => undefined) }),
  },
  welcome: () => "Hello!",
  fallback: ({ userInput }) => `You said: ${userInput}`,
  failure: () => "Sorry.",
  late: "Not yet.",
});

function serve(options: IntegrationOptions = {}, served: Bot | Bots = bot) {
  const errors: BotError[] = [];
  const events: RequestEvent[] = [];
  const run = integration(served, {
    onError: (error) => errors.push(error),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { run, errors, events };
}

const ACTION = { bot: { namespace: "leave" }, action: { namespace: "ApplyLeave" }, environment: "development" };
const COLLECTED = { leaveType: "sick", days: "2" };

describe("the answers of the vendor's template (docs/contract.md §2, grade S)", () => {
  it.each([
    ["welcome", { todo: "welcome" }, { welcome_response: { message: "Hello!" } }],
    ["fallback", { todo: "fallback", userInput: "hi" }, { status: "handled", message: "You said: hi" }],
    ["failure", { todo: "failure", userInput: "hi" }, { message: "Sorry." }],
    [
      "a prompt with more to ask",
      { todo: "prompt", ...ACTION, params: {}, paramsToPrompt: [{ name: "days" }] },
      { todo: "prompt" },
    ],
    ["a prompt with nothing left to ask", { todo: "prompt", ...ACTION, params: COLLECTED }, { todo: "execute" }],
    ["execute", { todo: "execute", ...ACTION, params: COLLECTED }, { message: "2 days of sick leave ☕" }],
  ])("%s", async (_, request, expected) => {
    expect(await ask(serve().run, request)).toMatchObject(expected);
  });
});

it.each([
  { todo: "welcome" },
  { todo: "fallback", userInput: "hi" },
  { todo: "failure" },
  { todo: "prompt", ...ACTION, params: { days: "soon" }, previousParam: { name: "days" }, userInput: "soon" },
  { todo: "execute", ...ACTION, params: COLLECTED, broadcast: { a: 1 } },
  { todo: "execute", ...ACTION, params: {} },
  { todo: "button", ...ACTION, button_id: "draft" },
  { todo: "execute", ...ACTION, action: "Throw" },
])("a bot answers as it does as a webhook: %j", async (request) => {
  const quiet = { onError: () => undefined };
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const asWebhook = await receive(bot, { publicKey: false, ...quiet })({
    method: "POST",
    header: () => null,
    body: bytes,
  });
  const { status, responseBody } = await call(integration(bot, quiet), request);
  expect({ status, responseBody }).toEqual({ status: 200, responseBody: new TextDecoder().decode(asWebhook.body) });
});

describe("several bots in one function", () => {
  const say = (text: string): Bot => createBot({ actions: {}, welcome: () => text });
  const bots = { leave: say("leave"), help_desk: say("desk") };

  it.each<[unknown, string]>([
    ["leave", "leave"],
    [{ namespace: "help_desk" }, "desk"],
    ["HelpDesk", "desk"],
  ])("%j is the one that answers", async (named, message) => {
    const { run, events } = serve({}, bots);
    expect(await ask(run, { todo: "welcome", bot: named })).toEqual({ welcome_response: { message } });
    expect(events).toMatchObject([{ bot: message === "desk" ? "help_desk" : "leave", outcome: "answered" }]);
  });

  it.each([[undefined], [""], ["payroll"]])("%j is not the name of one, so the call is refused", async (named) => {
    const { run, events } = serve({}, bots);
    expect(await call(run, { todo: "welcome", bot: named })).toMatchObject({ status: 401, responseBody: "" });
    expect(events).toMatchObject([{ outcome: "refused", reason: "wrong-bot" }]);
  });

  it("with names that a call cannot tell apart are an error at start", () => {
    expect(() => integration({ leave: say("a"), Leave: say("b") })).toThrow("leave and Leave");
  });
});

describe("a call of the platform", () => {
  it("reaches the bot without the tokens of the project", async () => {
    seen.length = 0;
    const { run, events } = serve();
    await ask(run, { todo: "execute", ...ACTION, params: COLLECTED });
    expect(seen).toHaveLength(1);
    for (const shown of [seen, events]) {
      expect(JSON.stringify(shown)).not.toContain("hunter2");
      expect(JSON.stringify(shown)).not.toContain("catalystHeaders");
    }
  });

  it("is available to a handler, for the vendor's SDK", async () => {
    const requests = new AsyncLocalStorage<IntegrationRequest>();
    const tokens: unknown[] = [];
    const { run } = serve({}, createBot({ actions: {}, welcome: () => (tokens.push(requests.getStore()), "Hello!") }));
    await ask((request, responder) => requests.run(request, () => run(request, responder)), { todo: "welcome" });
    expect(tokens).toEqual([expect.objectContaining({ catalystHeaders: TOKENS })]);
  });

  it("is not changed by the bot", async () => {
    const broadcast = Object.freeze({ count: 1 });
    const counting = createBot({
      actions: {},
      fallback: (context) => ((context.broadcast["count"] = 2), "Counted."),
    });
    const answer = await ask(serve({}, counting).run, { todo: "fallback", broadcast });
    expect([answer["broadcast"], broadcast]).toEqual([{ count: 2 }, { count: 1 }]);
  });

  it("is answered if the handler throws, without what it threw", async () => {
    const { run, errors } = serve();
    const answer = await call(run, { todo: "execute", action: "Throw" });
    expect(answer).toMatchObject({ status: 200, responseBody: expect.not.stringContaining("hunter2") as string });
    expect(errors[0]?.code).toBe("ERR_HANDLER_FAILED");
  });

  it("gets 400 if it is not a request, and 413 if it is over the limit", async () => {
    const { run } = serve({ maxBodyBytes: 1000 });
    expect(await call(run, {})).toMatchObject({ status: 400, responseBody: "" });
    expect(await call(run, { todo: "fallback", userInput: "x".repeat(1000) })).toMatchObject({ status: 413 });
  });

  it("is answered once and in the one form, whatever it is", async () => {
    const { run } = serve();
    const todo = fc.constantFrom("prompt", "execute", "fallback", "button", "welcome", "failure");
    const request = fc.oneof(
      fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withNullPrototype: true })),
      fc.record({
        todo,
        action: fc.anything(),
        params: fc.anything(),
        cache: fc.anything(),
        previousParam: fc.anything(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(request, async (any) => {
        const { status } = await call(run, any);
        expect([200, 400, 500]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a list", ["hunter2"], "an array"],
    ["text", '{"todo":"welcome"}', "string"],
    ["a value that is not JSON", { todo: "welcome", n: 1n }, "not JSON"],
  ])("gets 500 if it is %s, and onError learns why", async (_, request, what) => {
    const { run, errors } = serve();
    const answers: { buildResponse: () => unknown }[] = [];
    await run(request as never, { end: (answer) => answers.push(answer as never) });
    expect(answers.map((answer) => answer.buildResponse())).toEqual([
      { status: 500, contentType: "application/json", responseBody: "" },
    ]);
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_UNKNOWN_EVENT" })]);
    expect(errors[0]?.message).toContain(what);
    expect(errors[0]?.message).not.toContain("hunter2");
  });
});

describe("the limits of an integration function", () => {
  it("let an answer be 3 MB", async () => {
    const long = (length: number): Bot => createBot({ actions: {}, welcome: () => "x".repeat(length) });
    const { responseBody } = await call(serve({}, long(2_999_900)).run, { todo: "welcome" });
    expect(responseBody.length).toBeGreaterThan(2_999_900);
    const over = serve({}, long(3_000_000));
    expect((await call(over.run, { todo: "welcome" })).responseBody.length).toBeLessThan(1000);
    expect(over.errors[0]?.code).toBe("ERR_RESPONSE_TOO_LARGE");
    const set = serve({ maxResponseBytes: 100_000 }, long(100_000));
    await call(set.run, { todo: "welcome" });
    expect(set.errors[0]?.code).toBe("ERR_RESPONSE_TOO_LARGE");
  });

  it("let what an answer put into broadcast come back", async () => {
    const keeping = createBot({
      actions: {},
      welcome: (context) => ((context.broadcast = { kept: "x".repeat(2_900_000) }), "Kept."),
      fallback: ({ broadcast }) => String(String(broadcast["kept"]).length),
    });
    const { run } = serve({}, keeping);
    const { broadcast } = await ask(run, { todo: "welcome" });
    expect(await ask(run, { todo: "fallback", userInput: "hi", broadcast })).toMatchObject({ message: "2900000" });
  });

  it("put the deadline at 14.5 seconds by default", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    try {
      for (const [options, afterMs] of [
        [{}, 14_500],
        [{ responseTimeoutMs: undefined, deadlineMs: undefined }, 14_500],
        [{ responseTimeoutMs: 5000 }, 4500],
        [{ deadlineMs: 1000 }, 1000],
      ] as const) {
        let answer: Record<string, unknown> | undefined;
        void ask(serve(options).run, { todo: "execute", action: "Wait" }).then((said) => (answer = said));
        await vi.advanceTimersByTimeAsync(afterMs - 1);
        expect(answer).toBeUndefined();
        await vi.advanceTimersByTimeAsync(1);
        expect(answer).toMatchObject({ message: "Not yet." });
      }
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a call without a signature", () => {
  it.each(["publicKey", "hash", "replay"])("cannot be combined with %s, which would check nothing", (name) => {
    for (const value of ["MIIB", undefined]) {
      expect(() => integration(bot, { [name]: value })).toThrow(
        expect.objectContaining({
          code: "ERR_INVALID_OPTION",
          message: expect.stringContaining("webhook(bot") as string,
        }),
      );
    }
  });

  it("is rejected if it is an HTTP request, and onError says what to mount", async () => {
    const { run, errors } = serve();
    const server = createServer(run as unknown as RequestListener).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      for (const body of ['{"todo":"welcome"}', ""]) {
        const answer = await fetch(url, { method: "POST", body });
        expect([answer.status, await answer.text()]).toEqual([500, ""]);
      }
      expect(errors.map(({ code }) => code)).toEqual(["ERR_UNKNOWN_EVENT", "ERR_UNKNOWN_EVENT"]);
      expect(errors[0]?.message).toContain("webhook(bot, { publicKey })");
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it("is rejected too if a parser put its body into the request", async () => {
    const { run, errors } = serve();
    const responder = { setHeader: () => undefined, statusCode: 200, end: vi.fn() };
    await run({ todo: "welcome" }, responder);
    expect(responder.statusCode).toBe(500);
    expect(responder.end).toHaveBeenCalledExactlyOnceWith();
    expect(errors[0]?.code).toBe("ERR_UNKNOWN_EVENT");
  });

  it("is reported if the function has another type, without end()", async () => {
    const { run, errors } = serve();
    await run({ todo: "welcome" }, { write: () => undefined } as never);
    expect(errors[0]?.message).toContain("of the type integration");
  });
});

describe("long work", () => {
  it("of a durable action goes to its queue, as with a webhook", async () => {
    const durable = createBot({
      actions: { Report: action({ durable: true, execute: () => "The report." }) },
      late: "I am at it.",
    });
    const jobs: Job[] = [];
    const queue = { add: (job: Job) => (jobs.push(job), Promise.resolve()) };
    const { run } = serve({ deadlineMs: 1_000, lateAnswers: { store: memoryStore(), queue } }, durable);
    expect(await ask(run, { todo: "execute", action: "Report" })).toMatchObject({ message: "I am at it." });
    expect(jobs).toHaveLength(1);
  });

  it("that goes on after the answer is passed to waitUntil", async () => {
    const slow = createBot({
      actions: { Wait: action({ execute: ({ signal }) => once(signal, "abort").then(() => "Done.") }) },
      late: "Not yet.",
    });
    const work: Promise<unknown>[] = [];
    const lateAnswers = { store: memoryStore(), giveUpMs: 300 };
    const { run } = serve({ deadlineMs: 250, lateAnswers, waitUntil: (promise) => work.push(promise) }, slow);
    expect(await ask(run, { todo: "execute", action: "Wait" })).toMatchObject({ message: "Not yet." });
    expect(work).not.toEqual([]);
    await Promise.all(work);
  });
});

it("keeps the name of the answer's class when an author's bundle is minified", async () => {
  const entry = fileURLToPath(new URL("../src/integ-response.ts", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const code = outputFiles[0]!.text;
  expect(code).not.toContain("class IntegResponse");
  const { IntegResponse } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    IntegResponse: new (response: object) => object;
  };
  expect(new IntegResponse({}).constructor.name).toBe("IntegResponse");
});

it("has options without a key, by its types", () => {
  // @ts-expect-error -- a key would not be used
  expect(() => integration(bot, { publicKey: "MIIB" })).toThrow();
});
