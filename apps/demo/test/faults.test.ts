import { memoryStore, type ReplayOptions } from "@ck/bot";
import { createEmulator, createStrangerSigner, FAULTS, type Exchange, type Fault } from "@ck/emulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLeaveBot } from "../src/bot.js";
import { openPlatformKeys, type PlatformKeys } from "../src/play/platform-keys.js";
import { readLeaveBotDefinition } from "../src/play/leave-bot-definition.js";
import { startServers, type BotServer, type Framework } from "../src/start-servers.js";
import type { OpenDatabase } from "../src/store/database.js";
import { createLeaveStore, type LeaveStore } from "../src/store/leave-store.js";
import { openDatabase } from "../src/store/open-database.js";
import { NOW } from "./clock.js";
import { visitor, visitors } from "./visitors.js";

let keys: PlatformKeys;
let database: OpenDatabase;
let store: LeaveStore;
let servers: readonly BotServer[];
/** The servers that reported a caller who had hung up. */
const gone = new Set<Framework>();

beforeAll(async () => {
  keys = await openPlatformKeys();
  database = await openDatabase({});
  store = await createLeaveStore(database.db, { now: NOW });
  const replay: ReplayOptions = { store: memoryStore(), onReplay: "reject" };
  servers = await startServers(
    createLeaveBot({ store, visitor, now: () => NOW }),
    { host: "127.0.0.1", port: 0, koaPort: 0 },
    (framework) => ({
      publicKey: keys.publicKey,
      replay,
      explainFailures: 0,
      onEvent({ outcome }) {
        if (outcome === "gone") gone.add(framework);
      },
    }),
  );
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close(0)));
  await database.close();
  await keys.close();
});

/** What each fault comes to: the statuses of its deliveries, and how many bookings there are then. */
const OUTCOMES: Record<Fault, { readonly statuses: readonly (number | undefined)[]; readonly bookings: 0 | 1 }> = {
  "wrong-signature": { statuses: [401], bookings: 0 },
  "missing-signature": { statuses: [401], bookings: 0 },
  "repeated-header": { statuses: [401], bookings: 0 },
  "stale-key": { statuses: [401], bookings: 0 },
  "unknown-key": { statuses: [401], bookings: 0 },
  "re-encoded": { statuses: [401], bookings: 0 },
  "slow-sending": { statuses: [408], bookings: 0 },
  // Nobody is there to be answered.
  "cut-connection": { statuses: [undefined], bookings: 0 },
  // One of the two is the genuine one.
  replayed: { statuses: [200, 409], bookings: 1 },
  duplicated: { statuses: [200, 409], bookings: 1 },
};

/** A visitor books leave with a request that has the fault. What its deliveries came to. */
async function bookWith(fault: Fault, { webhookUrl }: BotServer, email: string): Promise<readonly Exchange[]> {
  const { webhook, ...bot } = await readLeaveBotDefinition(webhookUrl);
  const emulator = createEmulator({
    // The first request of the turn, which is the one with the fault, is then the one that books.
    bot: { ...bot, webhook: { ...webhook, invocation: "context-end" } },
    sign: keys.vault.signer(),
    visitors,
    // No key of this vault was retired. To the servers, another one is the same.
    staleSign: createStrangerSigner(),
    now: () => NOW,
  });
  const chat = await emulator.openChat({ visitor: { id: email } });
  await chat.say("I need 1 day of sick leave from 09-Mar-2026", { fault });
  const [, booking] = chat.transcript.turns;
  return booking?.exchanges.filter(({ todo }) => todo === "execute") ?? [];
}

const cases = FAULTS.flatMap((fault) => [[fault, "Express"] as const, [fault, "Koa"] as const]);

test.concurrent.each(cases)("%s: %s refuses it, without a word, and it has no effect", async (fault, framework) => {
  const server = servers.find((each) => each.framework === framework);
  if (server === undefined) throw new Error(`${framework} does not run.`);
  const email = `${fault}@${framework.toLowerCase()}.example.com`;
  const exchanges = await bookWith(fault, server, email);
  if (fault === "cut-connection") await expect.poll(() => gone.has(framework)).toBe(true);

  const { statuses, bookings } = OUTCOMES[fault];
  expect(exchanges.map(({ response }) => response?.status).sort()).toEqual(statuses);
  expect(await store.leavesOf(email)).toHaveLength(bookings);
  for (const { response, bytes } of exchanges) if (response?.status !== 200) expect(bytes.received).toBe(0);
});
