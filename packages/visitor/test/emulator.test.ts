import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { action, createFactory, memoryStore, type RequestEvent } from "@ck/bot";
import { createEmulator, createMemoryVault, defineEmulatedBot, type Emulator } from "@ck/emulator";
import { webhook } from "@ck/node";
import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

const site = await generateVisitorKey();
const stranger = await generateVisitorKey();
const events: RequestEvent[] = [];
const errors: unknown[] = [];
const { createBot } = createFactory({
  visitor: verified({
    keys: site.publicKey,
    schema: z.object({ email: z.email() }),
    store: memoryStore(),
    bot: "orders",
  }),
});
const bot = createBot({
  actions: { MyOrders: action({ visitor: "required", execute: ({ visitor }) => `The orders of ${visitor.email}.` }) },
  welcome: ({ visitor }) => `Hello, ${visitor?.email ?? "stranger"}!`,
});

const server = createServer();
let emulator: Emulator;
beforeAll(async () => {
  const vault = createMemoryVault({ keys: { parameters: "published" } });
  const { base64: publicKey } = await vault.secure();
  await vault.deploy();
  const options = {
    publicKey,
    onEvent: (event: RequestEvent) => events.push(event),
    onError: (error: unknown) => errors.push(error),
  };
  server.on("request", webhook(bot, options)).listen(0, "127.0.0.1");
  await once(server, "listening");
  emulator = createEmulator({
    vault,
    bot: defineEmulatedBot({
      name: "orders",
      webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      handlers: { welcome: true, fallback: true },
      actions: [{ namespace: "MyOrders", sentences: ["my orders"] }],
    }),
  });
});
afterAll(() => void server.close());

/** What the bot says in a chat whose page passes on this token. */
async function chatWith(visitorToken: string | undefined): Promise<string[]> {
  const chat = await emulator.openChat({ clientData: { visitorToken }, environment: "production" });
  await chat.say("my orders");
  return chat.transcript.turns.flatMap(({ messages }) =>
    messages.filter(({ role }) => role === "bot").map(({ text }) => text),
  );
}

it("a whole chat knows the visitor whom the site vouched for, and nobody else", async () => {
  const asha = { id: "u-17", email: "asha@example.com" };
  const options = { key: site.privateKey, expiresIn: "15m", bot: "orders" } as const;
  const token = await signVisitor(asha, options);
  expect(await chatWith(token)).toEqual(["Hello, asha@example.com!", "The orders of asha@example.com."]);
  const turnedAway = ["Hello, stranger!", "Please sign in first, and then try again."];
  expect(await chatWith(undefined)).toEqual(turnedAway);
  expect(await chatWith(await signVisitor(asha, { ...options, key: stranger.privateKey }))).toEqual(turnedAway);
  expect(await chatWith(await signVisitor(asha, { ...options, bot: "other" }))).toEqual(turnedAway);
  expect(await chatWith(await signVisitor(asha, { ...options, environment: "development" }))).toEqual(turnedAway);
  // The emulator names no session, so nobody can tell that this one was shown before.
  expect(await chatWith(token)).toHaveLength(2);

  const seen = new Set(events.map(({ visitor }) => visitor));
  expect(seen).toEqual(new Set(["verified", "missing", "unknown-key", "audience"]));
  expect(errors).toEqual([]);
  expect(JSON.stringify(events)).not.toMatch(/asha|u-17|eyJ/);
});
