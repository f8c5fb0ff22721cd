import { memoryStore, type Bot } from "@ck/bot";
import { createEmulator } from "@ck/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adapters } from "@ck-test/adapters";
import { createLeaveBot } from "../src/bot.js";
import { readLeaveBotDefinition } from "../src/play/leave-bot-definition.js";
import { leaveConversation } from "../src/play/leave-conversation.js";
import { openPlatformKeys, type PlatformKeys } from "../src/play/platform-keys.js";
import { createPlayer } from "../src/play/play.js";
import { createTranscript } from "../src/play/transcript/transcript.js";
import type { OpenDatabase } from "../src/store/database.js";
import { createLeaveStore } from "../src/store/leave-store.js";
import { openDatabase } from "../src/store/open-database.js";
import { NOW } from "./clock.js";
import { visitor, visitors } from "./visitors.js";

let keys: PlatformKeys;
let database: OpenDatabase;
let bot: Bot;

beforeAll(async () => {
  keys = await openPlatformKeys();
  database = await openDatabase({});
  bot = createLeaveBot({ store: await createLeaveStore(database.db, { now: NOW }), visitor, now: () => NOW });
});
afterAll(async () => {
  await database.close();
  await keys.close();
});

describe("the leave bot, unchanged", () => {
  it.each(adapters)("holds its whole conversation with the emulator: $name", async (adapter) => {
    const { publicKey } = keys;
    const place = { layout: "route", settings: { publicKey: Object.values(publicKey) } } as const;
    const replay = { store: memoryStore(), onReplay: "reject" } as const;
    const served = await adapter.start(bot, { publicKey, replay, onError: () => undefined }, place);
    try {
      const emulator = createEmulator({
        bot: await readLeaveBotDefinition(served.url),
        sign: keys.vault.signer(),
        visitors,
      });
      const player = createPlayer({
        emulator,
        clientData: { name: "Sam" },
        visitor: { id: `${encodeURIComponent(adapter.name)}@example.com` },
        authorLog: { add: () => undefined, take: () => Promise.resolve([]) },
      });
      const lines: string[] = [];
      const transcript = createTranscript({
        width: 100,
        style: (_format, text) => text,
        print: (line) => void lines.push(line),
      });
      const { requests, asExpected } = await player.play(leaveConversation({ now: NOW }), transcript);
      expect(lines.filter((line) => line.includes("✗ expected"))).toEqual([]);
      expect(asExpected).toBe(requests);
      expect(requests).toBeGreaterThan(20);
    } finally {
      await served.close();
    }
  });
});
