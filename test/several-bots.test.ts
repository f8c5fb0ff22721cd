/** Several bots at one URL, end to end: an emulator for each plays the platform, with a key of its own, and calls a real server. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { action, createBot, defineConsole, integer, type Bot, type RequestEvent } from "@ck/bot";
import { createEmulator, createMemoryVault, defineEmulatedBot, type Emulator } from "@ck/emulator";
import { webhook as catalyst } from "@ck/catalyst";
import { webhook as express } from "@ck/express";
import { webhook as fastify } from "@ck/fastify";
import { webhook as fetchHandler } from "@ck/fetch";
import { webhook as koa } from "@ck/koa";
import { webhook as lambda } from "@ck/lambda";
import { webhook as node } from "@ck/node";
import { expect, it, onTestFinished } from "vitest";
import { root } from "./published.js";

const leave = createBot({
  actions: {
    ApplyLeave: action({
      params: { days: integer() },
      execute: ({ params }) => `${params.days.toFixed()} days are booked.`,
    }),
  },
  welcome: () => "Hello from leave.",
});
const helpdesk = createBot({
  actions: { OpenTicket: action({ execute: () => "Your ticket is open." }) },
  welcome: () => "Hello from the desk.",
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/convokraft`;
}

/** The platform's side of one bot: it signs with a key of its own. */
async function platform(name: string, bot: Bot, url: string) {
  const vault = createMemoryVault({ keys: { parameters: "published" } });
  const { base64 } = await vault.secure();
  const emulator = createEmulator({ bot: defineEmulatedBot(defineConsole(bot, { name, url })), vault });
  return { emulator, publicKey: base64 };
}

async function texts(emulator: Emulator, ...said: string[]): Promise<readonly string[]> {
  const chat = await emulator.openChat();
  for (const text of said) await chat.say(text);
  return chat.transcript.turns.flatMap(({ messages }) => messages.map(({ text }) => text));
}

it("each bot answers its own visitors, and neither speaks for the other", async () => {
  const events: RequestEvent[] = [];
  let listener: RequestListener = () => undefined;
  const url = await serve((request, response) => listener(request, response));
  const [one, other] = [await platform("leave", leave, url), await platform("helpdesk", helpdesk, url)];
  listener = node(
    { leave, helpdesk },
    {
      publicKey: { leave: one.publicKey, helpdesk: other.publicKey },
      onEvent: (event) => events.push(event),
      explainFailures: 0,
    },
  );
  expect(await texts(one.emulator, "apply leave", "3")).toEqual(
    expect.arrayContaining(["Hello from leave.", "3 days are booked."]),
  );
  expect(await texts(other.emulator, "open ticket")).toEqual(
    expect.arrayContaining(["Hello from the desk.", "Your ticket is open."]),
  );
  expect(new Set(events.map(({ bot }) => bot))).toEqual(new Set(["leave", "helpdesk"]));
  expect(events.every(({ outcome }) => outcome === "answered")).toBe(true);

  // The desk's key, with the name of the other bot.
  events.length = 0;
  other.emulator.use(defineEmulatedBot(defineConsole(helpdesk, { name: "leave", url })));
  expect(await texts(other.emulator)).not.toContain("Hello from leave.");
  expect(events).toMatchObject([{ outcome: "refused", reason: "wrong-bot", status: 401 }]);
});

const bots = { leave, helpdesk };
const unsigned = { publicKey: { leave: false, helpdesk: false } } as const;
const BODY = JSON.stringify({ todo: "welcome", bot: "helpdesk" });

async function post(listener: RequestListener): Promise<string> {
  return (await fetch(await serve(listener), { method: "POST", body: BODY })).text();
}

/** The frameworks are installed with their adapters, not at the top. */
function requireFrom(name: "express" | "koa" | "fastify"): unknown {
  return createRequire(path.join(root, "packages", name, "package.json"))(name);
}

it.each<[string, () => Promise<string>]>([
  ["node", () => post(node(bots, unsigned))],
  ["catalyst", () => post(catalyst(bots, unsigned))],
  [
    "express",
    () => {
      const make = requireFrom("express") as () => { post: (path: string, handler: unknown) => RequestListener };
      return post(make().post("/convokraft", express(bots, unsigned)));
    },
  ],
  [
    "koa",
    () => {
      const Koa = requireFrom("koa") as new () => { use: (handler: unknown) => { callback: () => RequestListener } };
      return post(new Koa().use(koa(bots, unsigned)).callback());
    },
  ],
  [
    "fastify",
    async () => {
      const make = requireFrom("fastify") as () => {
        register: (plugin: unknown, options: object) => unknown;
        inject: (request: object) => Promise<{ body: string }>;
      };
      const app = make();
      app.register(fastify(bots, unsigned), { prefix: "/convokraft" });
      return (await app.inject({ method: "POST", url: "/convokraft", payload: BODY })).body;
    },
  ],
  [
    "fetch",
    async () =>
      (await fetchHandler(bots, unsigned)(new Request("http://localhost/", { method: "POST", body: BODY }))).text(),
  ],
  [
    "lambda",
    async () =>
      (
        await lambda(
          bots,
          unsigned,
        )({ version: "2.0", requestContext: { http: { method: "POST" } }, headers: {}, body: BODY } as never)
      ).body,
  ],
])("the webhook of @ck/%s takes several bots", async (_name, answer) => {
  expect(await answer()).toContain("Hello from the desk.");
});
