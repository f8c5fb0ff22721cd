import { memoryStore } from "@ck/bot";
import { createEmulator, textOf, type Chat } from "@ck/emulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLeaveBot } from "../src/bot.js";
import { inWords } from "../src/days.js";
import { readLeaveBotDefinition } from "../src/play/leave-bot-definition.js";
import { openPlatformKeys, type PlatformKeys } from "../src/play/platform-keys.js";
import { startServers, type BotServer } from "../src/start-servers.js";
import type { OpenDatabase } from "../src/store/database.js";
import { createLeaveStore, type LeaveStore } from "../src/store/leave-store.js";
import { openDatabase } from "../src/store/open-database.js";
import { NOW } from "./clock.js";
import { visitor as verifier, visitors as issuer } from "./visitors.js";

/** How many visitors wait for an answer at once. The embedded database has one connection, and the platform waits 5 s, also on a slow machine. */
const IN_FLIGHT = 40;

let keys: PlatformKeys;
let database: OpenDatabase;
let store: LeaveStore;
let servers: readonly BotServer[];

beforeAll(async () => {
  keys = await openPlatformKeys();
  database = await openDatabase({});
  store = await createLeaveStore(database.db, { now: NOW });
  const replay = { store: memoryStore() };
  const bot = createLeaveBot({ store, visitor: verifier, now: () => NOW });
  servers = await startServers(bot, { host: "127.0.0.1", port: 0, koaPort: 0 }, () => ({
    publicKey: keys.publicKey,
    replay,
  }));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close(0)));
  await database.close();
  await keys.close();
});

/** A visitor whose every word is their own. */
interface Visitor {
  readonly name: string;
  readonly email: string;
  readonly from: string;
  readonly days: number;
}

function visitor(index: number): Visitor {
  const from = new Date(NOW.getTime() + (index + 1) * 86_400_000).toISOString().slice(0, 10);
  return { name: `Visitor ${index}.`, email: `visitor${index}@example.com`, from, days: 1 + (index % 10) };
}

/** Does something for each, for so many at once. */
async function forEach<T>(items: readonly T[], act: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = [...items.entries()].reverse();
  const lane = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await act(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

test("200 chats at once go through, and nothing of one is in another", async () => {
  const emulators = await Promise.all(
    servers.map(async ({ webhookUrl }) =>
      createEmulator({
        bot: await readLeaveBotDefinition(webhookUrl),
        sign: keys.vault.signer(),
        visitors: issuer,
        now: () => NOW,
      }),
    ),
  );
  const visitors = Array.from({ length: 200 }, (_, index) => visitor(index));

  const chats: Chat[] = [];
  await forEach(visitors, async ({ name, email }, index) => {
    const emulator = emulators[index % emulators.length];
    if (emulator !== undefined)
      chats[index] = await emulator.openChat({ clientData: { name }, visitor: { id: email } });
  });
  expect(emulators.map((emulator) => emulator.chats.length)).toEqual([100, 100]);
  await forEach(chats, async (chat, index) => void (await chat.say(`Sing the song ${index}.`)));
  await forEach(chats, async (chat, index) => {
    const { days, from } = visitor(index);
    await chat.say(`I need ${days} days of sick leave from ${inWords(from)}`);
  });

  const ids = new Set<string>();
  for (const [index, { transcript }] of chats.entries()) {
    const { name, email, from, days } = visitor(index);
    const exchanges = transcript.turns.flatMap((turn) => turn.exchanges);
    expect(exchanges.map(({ todo }) => todo)).toEqual(["welcome", "fallback", "prompt", "execute"]);
    for (const { id, request, verdict } of exchanges) {
      ids.add(id);
      expect(verdict).toMatchObject({ outcome: "answered" });
      const { clientData } = JSON.parse(textOf(request.body)) as { clientData: { name: string; visitorToken: string } };
      expect(clientData.name).toBe(name);
      const [, claims = ""] = clientData.visitorToken.split(".");
      expect(Buffer.from(claims, "base64url").toString()).toContain(`"sub":"${email}"`);
    }
    const [leave, ...others] = await store.leavesOf(email);
    expect(others).toEqual([]);
    expect(leave).toMatchObject({ from, days, type: "sick", status: "booked" });
    expect(transcript.turns.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual([
      expect.stringContaining(`Hello ${name}!`),
      `Sing the song ${index}.`,
      `I can help with leave only. You said: Sing the song ${index}.`,
      `I need ${days} days of sick leave from ${inWords(from)}`,
      `Leave ${leave?.id} (${days === 1 ? "1 day" : `${days} days`} of sick leave from ${inWords(from)}) is booked.`,
    ]);
  }
  expect(ids.size).toBe(800);
}, 120_000);
