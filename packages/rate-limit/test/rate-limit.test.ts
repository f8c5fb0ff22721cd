import { action, createBot, type Bot, type Context, type VisitorVerifier } from "@ck/bot";
import { german } from "@ck/bot/texts";
import { rateLimit, type Limiter, type RateLimitEvent, type RateLimitOptions } from "@ck/rate-limit";
import { talk } from "@ck-test/talk";
import { RateLimiterMemory, RateLimiterUnion } from "rate-limiter-flexible";
import { describe, expect, it } from "vitest";

const DONE = "Done.";

/** The token is the id. */
const visitor: VisitorVerifier = {
  tokenKey: "visitorToken",
  verify: (token) => Promise.resolve(typeof token === "string" ? { visitor: { id: token } } : { reason: "missing" }),
};

function botWith(
  options: Partial<RateLimitOptions>,
  points = 2,
): { bot: Bot; events: RateLimitEvent[]; calls: string[] } {
  const events: RateLimitEvent[] = [];
  const calls: string[] = [];
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  const bot = createBot({
    visitor,
    use: [rateLimit({ limiter, onLimited: (event) => events.push(event), ...options })],
    actions: { Plain: action({ execute: () => (calls.push("Plain"), DONE) }) },
    fallback: () => DONE,
  });
  return { bot, events, calls };
}

const ask = { todo: "execute", action: "Plain", environment: "production" } as const;
const inSession = (id: string): object => ({ ...ask, sessionData: { id } });
const by = (visitorToken: string, session?: string): object => ({
  ...ask,
  clientData: { visitorToken },
  ...(session !== undefined && { sessionData: { id: session } }),
});

/** The messages that a bot gives to some requests, one after the other. */
async function messages(bot: Bot, requests: readonly object[]): Promise<unknown[]> {
  const { send } = talk(bot);
  const said: unknown[] = [];
  for (const request of requests) {
    const { status, json } = await send(request);
    expect(status).toBe(200);
    said.push(json["message"]);
  }
  return said;
}

const wait = /^That was a lot in a short time\. Please try again in (1 minute|\d+ seconds)\.$/;

describe("a session", () => {
  it("that asks too much gets a polite answer and reaches no handler; another one goes on", async () => {
    const { bot, events, calls } = botWith({});
    const said = await messages(bot, [...Array<object>(3).fill(inSession("s-1")), inSession("s-2")]);
    expect(said).toEqual([DONE, DONE, expect.stringMatching(wait), DONE]);
    expect(calls).toHaveLength(3);
    expect(events).toEqual([
      {
        by: "session",
        waitMs: expect.any(Number) as number,
        requestId: expect.any(String) as string,
        todo: "execute",
        environment: "production",
      },
    ]);
    expect(events[0]?.waitMs).toBeGreaterThan(0);
    expect(events[0]?.waitMs).toBeLessThanOrEqual(60_000);
  });

  it("is limited whatever it asks", async () => {
    const { bot } = botWith({});
    const { send } = talk(bot);
    const sessionData = { id: "s-1" };
    const asks = [
      { todo: "welcome" },
      { todo: "execute", action: "Plain" },
      { todo: "prompt", action: "Plain", previousParam: "x", userInput: "y" },
      { todo: "fallback", userInput: "x" },
      { todo: "welcome" },
    ];
    const answers: Record<string, unknown>[] = [];
    for (const each of asks) answers.push((await send({ ...each, sessionData })).json);
    expect(answers.slice(2)).toEqual([
      expect.objectContaining({ status: "execution", message: expect.stringMatching(wait) as string }),
      expect.objectContaining({ status: "handled", message: expect.stringMatching(wait) as string }),
      { welcome_response: { message: expect.stringMatching(wait) as string } },
    ]);
  });

  it("of the development environment does not count for production", async () => {
    const { bot } = botWith({}, 1);
    const development = { ...inSession("s-1"), environment: "development" };
    expect(await messages(bot, [inSession("s-1"), development])).toEqual([DONE, DONE]);
  });

  it("that the platform does not name is not limited", async () => {
    const { bot } = botWith({}, 1);
    expect(await messages(bot, [ask, ask, { ...ask, sessionData: { id: "" } }])).toEqual([DONE, DONE, DONE]);
  });
});

describe("a visitor", () => {
  it("is limited in all sessions together, apart from a session of the same name", async () => {
    const { bot, events } = botWith({});
    const said = await messages(bot, [
      by("u-1", "s-1"),
      by("u-1", "s-2"),
      by("u-1", "s-3"),
      by("u-2", "s-1"),
      inSession("u-1"),
    ]);
    expect(said).toEqual([DONE, DONE, expect.stringMatching(wait), DONE, DONE]);
    expect(events).toMatchObject([{ by: "visitor" }]);
  });

  it("can be the only one who is limited, or not looked at", async () => {
    const visitors = botWith({ by: "visitor" }, 1).bot;
    expect(await messages(visitors, [inSession("s-1"), inSession("s-1")])).toEqual([DONE, DONE]);
    const sessions = botWith({ by: "session" }, 1).bot;
    expect(await messages(sessions, [by("u-1", "s-1"), by("u-2", "s-1")])).toEqual([DONE, expect.stringMatching(wait)]);
  });

  it("can be told by the author", async () => {
    const { bot, events } = botWith({ by: ({ org }) => (typeof org["id"] === "string" ? org["id"] : undefined) }, 1);
    const said = await messages(bot, [{ ...ask, org: { id: "o-1" } }, { ...ask, org: { id: "o-1" } }, ask]);
    expect(said).toEqual([DONE, expect.stringMatching(wait), DONE]);
    expect(events).toMatchObject([{ by: "other" }]);
  });
});

it("a request may cost more, or nothing", async () => {
  const points = ({ userInput }: Context): number => (userInput === "free" ? 0 : 2);
  const { bot } = botWith({ points }, 3);
  const say = (userInput: string): object => ({ todo: "fallback", userInput, sessionData: { id: "s-1" } });
  const said = await messages(bot, [say("free"), say("a"), say("free"), say("b"), say("free")]);
  expect(said).toEqual([DONE, DONE, DONE, expect.stringMatching(wait), DONE]);
});

it("an action can have a limit of its own", async () => {
  const limiter = new RateLimiterMemory({ points: 1, duration: 60 });
  const execute = (): string => DONE;
  const bot = createBot({
    actions: { Costly: action({ use: [rateLimit({ limiter })], execute }), Plain: action({ execute }) },
  });
  const costly = { ...inSession("s-1"), action: "Costly" };
  expect(await messages(bot, [costly, inSession("s-1"), costly])).toEqual([DONE, DONE, expect.stringMatching(wait)]);
});

it("limits can be joined, as the library joins them", async () => {
  const limiter = new RateLimiterUnion(
    new RateLimiterMemory({ keyPrefix: "minute", points: 2, duration: 60 }),
    new RateLimiterMemory({ keyPrefix: "day", points: 3, duration: 86_400 }),
  );
  const { bot } = botWith({ limiter });
  const said = await messages(bot, Array<object>(3).fill(inSession("s-1")));
  expect(said).toEqual([DONE, DONE, expect.stringMatching(wait)]);
});

describe("the answer", () => {
  it("is in the texts of the bot", async () => {
    const limiter = new RateLimiterMemory({ points: 1, duration: 60 });
    const bot = createBot({ use: [rateLimit({ limiter })], actions: {}, texts: german, fallback: () => DONE });
    const say = { todo: "fallback", userInput: "x", sessionData: { id: "s-1" } };
    expect((await messages(bot, [say, say]))[1]).toMatch(/^Das waren viele Nachrichten in kurzer Zeit/);
  });

  it("can be the author's", async () => {
    const { bot } = botWith({ refuse: (_context, { waitMs }) => `Not now: ${waitMs > 0}` }, 1);
    expect(await messages(bot, [inSession("s-1"), inSession("s-1")])).toEqual([DONE, "Not now: true"]);
  });
});

describe("while nothing can be counted", () => {
  const down: Limiter = { consume: () => Promise.reject(new Error("down")) };

  it("requests pass, and it is reported", async () => {
    const errors: unknown[] = [];
    const { bot, events } = botWith({ limiter: down, onError: (error) => errors.push(error) });
    expect(await messages(bot, [inSession("s-1")])).toEqual([DONE]);
    expect(errors).toMatchObject([{ code: "ERR_STORE", cause: { message: "down" } }]);
    expect(events).toEqual([]);
  });

  it("requests fail if that is wanted", async () => {
    const { bot, calls } = botWith({ limiter: down, onStoreError: "closed" });
    const { send, errors } = talk(bot);
    const { status, json } = await send(inSession("s-1"));
    expect([status, json["message"]]).toEqual([200, "Sorry, something went wrong. Please try again."]);
    expect(calls).toEqual([]);
    expect(errors).toMatchObject([{ cause: { code: "ERR_STORE" } }]);
  });

  it("a limiter that does not answer is not waited for", async () => {
    const errors: unknown[] = [];
    const limiter = { consume: () => new Promise(() => undefined) };
    const { bot } = botWith({ limiter, timeoutMs: 5, onError: (error) => errors.push(error) });
    expect(await messages(bot, [inSession("s-1")])).toEqual([DONE]);
    expect(errors).toHaveLength(1);
  });
});

describe("the keys", () => {
  async function keysOf(options: Partial<RateLimitOptions>): Promise<string[]> {
    const keys: string[] = [];
    const limiter: Limiter = { consume: (key) => (keys.push(key), Promise.resolve()) };
    await messages(botWith({ limiter, ...options }).bot, [by("asha@example.com", "s-1"), inSession("s-1")]);
    return keys;
  }

  it("hold nothing personal, and are others with a secret", async () => {
    const plain = await keysOf({});
    const keyed = await keysOf({ secret: "a secret of sixteen or more" });
    for (const key of [...plain, ...keyed]) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set([...plain, ...keyed])).toHaveLength(4);
    expect(await keysOf({})).toEqual(plain);
    expect(await keysOf({ secret: "a secret of sixteen or more" })).toEqual(keyed);
  });
});

it.each([
  [{}, /limiter must be a limiter/],
  [{ limiter: {} }, /limiter must be a limiter/],
  [{ by: "ip" }, /by must be/],
  [{ points: 5 }, /points must be a function/],
  [{ refuse: "No" }, /refuse must be a function/],
  [{ onStoreError: "maybe" }, /"open" or "closed"/],
  [{ secret: "short" }, /at least 16/],
  [{ timeoutMs: 0 }, /timeoutMs must be a number of ms/],
  [{ limit: 1 }, /Did you mean `limiter`/],
])("rateLimit refuses case %#", (wrong, message) => {
  const options =
    "by" in wrong || "limiter" in wrong || Object.keys(wrong).length === 0
      ? wrong
      : { limiter: new RateLimiterMemory({ points: 1, duration: 1 }), ...wrong };
  const given = "by" in wrong ? { limiter: new RateLimiterMemory({ points: 1, duration: 1 }), ...wrong } : options;
  expect(() => rateLimit(given as never)).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) as string }) as Error,
  );
});
