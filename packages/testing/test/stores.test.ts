import { action, createBot, createFactory, text } from "@ck/bot";
import { defineEmulatedBot } from "@ck/emulator";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { converse } from "../src/index.js";

const shop = createFactory({
  session: z.object({ cart: z.array(z.string()).default([]), since: z.coerce.date().optional() }),
  cache: z.object({ tries: z.number().default(0) }),
});
const bot = shop.createBot({
  actions: {
    Add: shop.action({
      params: { item: text() },
      prompt({ cache }) {
        cache.tries += 1;
      },
      execute({ params, session, cache }) {
        session.cart.push(params.item);
        return `${session.cart.join(", ")} after ${cache.tries}, since ${session.since?.getUTCFullYear() ?? "never"}.`;
      },
    }),
  },
});

test("a chat begins with a session and a cache, and shows what became of them", async () => {
  const chat = converse(bot, { session: { cart: ["A"], since: new Date("2026-05-03") }, cache: { tries: 2 } });
  expect(chat.session).toEqual({ cart: ["A"], since: "2026-05-03T00:00:00.000Z" });
  expect((await chat.execute("Add", { params: { item: "B" } })).message).toBe("A, B after 2, since 2026.");
  expect(chat.session.cart).toEqual(["A", "B"]);
  expect(chat.session).toBe(chat.broadcast);
  // The action is over, and its cache with it.
  expect((await chat.execute("Add", { params: { item: "C" } })).message).toBe("A, B, C after 0, since 2026.");
});

test("a visitor's turns have them too", async () => {
  const chat = converse(bot, { session: { cart: ["A"] }, cache: { tries: 5 } });
  await chat.say("add");
  expect((await chat.say("a lamp")).text).toBe("A, a lamp after 6, since never.");
  expect(chat.session.cart).toEqual(["A", "a lamp"]);
});

test("a new chat has nothing yet", async () => {
  const chat = converse(bot);
  expect(chat.session).toEqual({});
  await chat.prompt("Add", { params: {} });
  expect(chat.cache).toEqual({ tries: 1 });
});

test.each(["merge", "replace"] as const)(
  "a platform that is said to %s keeps what the bot sends",
  async (broadcast) => {
    const definition = defineEmulatedBot({
      name: "shop",
      webhook: { url: "http://localhost/", secured: false },
      dialect: { broadcast },
      actions: [{ namespace: "Add", params: [{ name: "item" }] }],
    });
    const chat = converse(bot, { definition, session: { cart: ["A"] } });
    await chat.say("add");
    await chat.say("a lamp");
    expect(chat.session).toMatchObject({ cart: ["A", "a lamp"] });
  },
);

test("a bot without a schema takes anything", async () => {
  const open = createBot({
    actions: { Hello: action({ execute: ({ broadcast }) => `Hello, ${String(broadcast["name"])}.` }) },
  });
  const chat = converse(open, { session: { name: "Ada" } });
  expect((await chat.execute("Hello")).message).toBe("Hello, Ada.");
  expect(chat.session).toEqual({ name: "Ada" });
});

test("the types are those of the schemas", () => {
  const chat = converse(bot);
  expectTypeOf(chat.session.cart).toEqualTypeOf<readonly string[] | null | undefined>();
  expectTypeOf(chat.session.since).toEqualTypeOf<string | null | undefined>();
  expectTypeOf(chat.cache.tries).toEqualTypeOf<number | null | undefined>();
  // @ts-expect-error -- a cart has texts
  converse(bot, { session: { cart: [7] } });
  // @ts-expect-error -- no such key
  converse(bot, { session: { card: [] } });
});
