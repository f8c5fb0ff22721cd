/** A session together with hooks, jobs, combined bots, the replay guard and factories. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeKeys, signed, talk } from "@ck-test/talk";
import {
  action,
  combine,
  createBot,
  createFactory,
  createJobRunner,
  hook,
  memoryStore,
  receive,
  type BotError,
  type JobQueue,
} from "../../src/index.js";

const schema = z.object({ cart: z.array(z.string()).default([]), since: z.coerce.date().optional() });
const shop = createFactory({ session: schema });

it("is there for hooks, which see what the handler has done to it", async () => {
  const seen: unknown[] = [];
  const count = hook<{ before: number }, { session: { cart: string[] } }>(async (context, next) => {
    const answer = await next({ before: context.session.cart.length });
    seen.push([...context.session.cart]);
    context.session.cart.push("hook");
    return answer;
  });
  const bot = createBot({
    session: schema,
    use: [count],
    actions: {},
    fallback(context) {
      context.session.cart.push("handler");
      return `There were ${context.before}.`;
    },
  });
  const { send, errors } = talk(bot);
  const { json } = await send({ todo: "fallback", userInput: "x", broadcast: { cart: ["first"] } });
  expect(json).toMatchObject({ message: "There were 1.", broadcast: { cart: ["first", "handler", "hook"] } });
  expect(seen).toEqual([["first", "handler"]]);
  expect(errors).toEqual([]);
});

it("goes to the worker of a durable handler, and comes back with its answer", async () => {
  const { action, createBot } = shop;
  const bot = createBot({
    actions: {
      Order: action({
        durable: true,
        execute({ session }) {
          session.cart = [];
          session.since = new Date("2026-05-03");
          return "Ordered.";
        },
      }),
    },
  });
  const store = memoryStore();
  const errors: BotError[] = [];
  const run = createJobRunner(bot, { store, onError: (error) => errors.push(error) });
  const queue: JobQueue = { add: ({ data }) => Promise.resolve(void run(data)) };
  const { send, errors: reported } = talk(bot, { lateAnswers: { store, queue } });
  const order = { todo: "execute", action: "Order", params: {}, sessionData: { id: "1" } };
  const { json } = await send({ ...order, broadcast: { cart: ["A"], theirs: 1 } });
  expect(json).toMatchObject({
    message: "Ordered.",
    broadcast: { cart: [], since: "2026-05-03T00:00:00.000Z", theirs: 1 },
  });
  const broken = await send({ ...order, sessionData: { id: "2" }, broadcast: { cart: "HUNTER2" } });
  expect(broken.json).toMatchObject({ message: "Ordered.", broadcast: { cart: [] } });
  // The web process has told the author; the worker need not repeat it.
  expect(reported.map(({ code }) => code)).toEqual(["ERR_SESSION_DROPPED"]);
  expect(errors).toEqual([]);
});

it("is that of the part which answers, in a combined bot, and leaves the others' alone", async () => {
  const orders = shop.createBot({
    actions: { Add: shop.action({ execute: ({ session }) => `Item ${session.cart.push("x")}.` }) },
  });
  const help = createFactory({ session: z.object({ topic: z.string().default("none") }) });
  const helpdesk = help.createBot({
    actions: {
      Ask: help.action({
        execute({ session }) {
          session.topic = "lamps";
          return "About lamps.";
        },
      }),
    },
  });
  const { send, errors } = talk(combine(orders, helpdesk));
  const added = await send({ todo: "execute", action: "Add", params: {}, broadcast: {} });
  const asked = await send({ todo: "execute", action: "Ask", params: {}, broadcast: added.json["broadcast"] });
  expect(asked.json["broadcast"]).toEqual({ cart: ["x"], topic: "lamps" });
  expect(errors).toEqual([]);
});

it("is in the answer that a repeated request gets again, byte for byte", async () => {
  const keys = await makeKeys();
  const bot = shop.createBot({
    actions: { Add: shop.action({ execute: ({ session }) => `Item ${session.cart.push("x")}.` }) },
  });
  const { send, events } = talk(bot, { publicKey: keys.publicKey, replay: { store: memoryStore() } });
  const request = { todo: "execute", action: "Add", params: {}, broadcast: { cart: ["A"] } };
  const captured = signed(request, keys);
  const first = await send(request, captured);
  expect(first.json).toMatchObject({ message: "Item 2.", broadcast: { cart: ["A", "x"] } });
  expect(await send(request, captured)).toEqual(first);
  expect(events.map(({ outcome }) => outcome)).toEqual(["answered", "repeated"]);
});

it("can choose the language of the texts", async () => {
  const bot = createBot({
    session: z.object({ welcome: z.string().default("Hi!") }),
    texts: ({ broadcast }) => ({ welcome: String(broadcast["welcome"]) }),
    actions: {},
  });
  const { send } = talk(bot);
  expect((await send({ todo: "welcome" })).json).toEqual({ welcome_response: { message: "Hi!" } });
});

it("is there for the message that is said instead of an answer", async () => {
  const bot = createBot({
    session: schema,
    actions: {},
    fallback() {
      throw new Error("down");
    },
    failure: ({ session }) => `Your ${session?.cart.length ?? 0} things are safe.`,
  });
  const { send } = talk(bot);
  const { json } = await send({ todo: "fallback", userInput: "x", broadcast: { cart: ["A", "B"] } });
  expect(json).toMatchObject({ message: "Your 2 things are safe." });
});

describe("an action of a factory with a session", () => {
  it("is refused at the start by a bot without one", () => {
    const add = shop.action({ execute: ({ session }) => session.cart.join() });
    expect(() => createBot({ actions: { Add: add as never } })).toThrow(
      "actions.Add was made by a factory with a session, and this bot has none.",
    );
    expect(() => createBot({ session: schema, actions: { Add: add } })).not.toThrow();
    expect(() => createBot({ actions: { Other: action({ execute: () => "x" }) } })).not.toThrow();
  });
});

it("is what its schema says, whatever comes back, and the request is answered", async () => {
  const strict = z.strictObject({ cart: z.array(z.string()).max(3).default([]), n: z.number().optional() });
  for (const session of [schema, strict, z.looseObject({ n: z.number().optional() })]) {
    const seen: unknown[] = [];
    const bot = createBot({
      session: session as typeof schema,
      actions: {},
      fallback(context) {
        seen.push(context.session);
        return "Fine.";
      },
    });
    const answer = receive(bot, { publicKey: false, onError: () => undefined });
    const keys = fc.constantFrom("cart", "since", "n", "theirs", "__proto__", "constructor", "a b");
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.string(), { maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, value, { maxKeys: 5 }), async (broadcast) => {
        const body = new TextEncoder().encode(JSON.stringify({ todo: "fallback", userInput: "x", broadcast }));
        const { status, body: bytes } = await answer({ method: "POST", header: () => null, body });
        expect(status).toBe(200);
        const { message, broadcast: sent = {} } = JSON.parse(new TextDecoder().decode(bytes)) as {
          message: string;
          broadcast?: object;
        };
        expect(message).toBe("Fine.");
        expect(session.safeParse(seen.pop()).success).toBe(true);
        // What went back is accepted the next time, without a word; null is what was taken out.
        const kept = Object.fromEntries(Object.entries(sent).filter(([, each]) => each !== null));
        if (seen.length === 0 && Object.keys(kept).length > 0) expect(session.safeParse(kept).success).toBe(true);
      }),
      { numRuns: 60 },
    );
  }
});
