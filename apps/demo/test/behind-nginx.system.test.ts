import { createEmulator, type Chat, type Exchange } from "@ck/emulator";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { inWords } from "../src/days.js";
import { readLeaveBotDefinition } from "../src/play/leave-bot-definition.js";
import { openPlatformKeys, type PlatformKeys } from "../src/play/platform-keys.js";
import { hasNginx, startNginx } from "./nginx.js";
import { run, stopAll, type Program } from "./program.js";
import { VISITOR_PUBLIC_KEY, visitors } from "./visitors.js";

const CHATS = 200;
/** How many visitors wait for an answer at once. */
const IN_FLIGHT = 20;
/** How often a visitor says something again that did not work. */
const TRIES = 10;

/** Does something for each, for so many at once. */
async function forEach<T>(items: readonly T[], act: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = [...items.entries()].reverse();
  const lane = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await act(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

describe.skipIf(!hasNginx || !hasRedis)("two servers behind nginx", () => {
  let keys: PlatformKeys;
  let redis: RedisServer;
  beforeAll(async () => {
    [keys, redis] = await Promise.all([openPlatformKeys(), startRedis()]);
  });
  afterEach(stopAll);
  afterAll(() => Promise.all([keys.close(), redis.stop()]));

  async function serve(): Promise<{ program: Program; port: number }> {
    const { development, production } = keys.publicKey;
    const program = run("serve", {
      env: {
        CK_PUBLIC_KEY_DEVELOPMENT: development,
        CK_PUBLIC_KEY_PRODUCTION: production,
        CK_VISITOR_PUBLIC_KEY: VISITOR_PUBLIC_KEY,
        REDIS_URL: redis.url,
        DATA_DIR: "data",
      },
    });
    const [, port] = await program.printed(/^Express +http:\/\/[^:]+:(\d+)\/\S+\n[^]*^State +Redis/m);
    return { program, port: Number(port) };
  }

  test(`${CHATS} chats go through while one is killed: nothing is mixed up, and only what it had in hand has to be said again`, async () => {
    const [one, other] = await Promise.all([serve(), serve()]);
    const nginx = await startNginx([one.port, other.port]);
    try {
      const emulator = createEmulator({
        bot: await readLeaveBotDefinition(nginx.url),
        sign: keys.vault.signer(),
        visitors,
      });
      const started = performance.now();
      const chats: Chat[] = [];
      const names = Array.from({ length: CHATS }, (_, index) => `Visitor ${index}.`);
      await forEach(names, async (name, index) => {
        chats[index] = await emulator.openChat({
          clientData: { name },
          visitor: { id: `visitor${index}@example.com` },
        });
      });

      /** Says it until it gets the answer, as a visitor would. */
      const insist = async (chat: Chat, words: string, answer: RegExp): Promise<void> => {
        for (let tries = 0; tries < TRIES; tries++) {
          const before = chat.transcript.turns.length;
          await chat.say(words);
          const said = chat.transcript.turns.slice(before).flatMap(({ messages }) => messages.map(({ text }) => text));
          if (said.some((text) => answer.test(text))) return;
        }
        throw new Error(`Nobody answered "${words}" with ${String(answer)}.`);
      };
      let answered = 0;
      await forEach(chats, async (chat, index) => {
        await insist(chat, `Sing the song ${index}.`, new RegExp(`You said: Sing the song ${index}\\.$`));
        if (++answered === CHATS / 4) one.program.child.kill("SIGKILL");
      });
      const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
      await forEach(chats, (chat, index) =>
        insist(
          chat,
          `I need ${1 + (index % 9)} days of sick leave from ${inWords(day)}`,
          new RegExp(`\\(${index % 9 === 0 ? "1 day" : `${1 + (index % 9)} days`} of sick leave from .*\\) is booked`),
        ),
      );
      const tookMs = performance.now() - started;

      const exchanges: Exchange[] = [];
      for (const [index, { transcript }] of chats.entries()) {
        for (const { messages, exchanges: its } of transcript.turns) {
          exchanges.push(...its);
          const texts = messages.map(({ text }) => text).join("\n");
          for (const [, other] of texts.matchAll(/(?:Visitor|song) (\d+)\./g)) expect(other).toBe(String(index));
        }
      }
      const failed = exchanges.filter(({ verdict }) => verdict.outcome !== "answered");
      console.log(
        `${exchanges.length} requests in ${(tookMs / 1000).toFixed(1)} s, ${failed.length} of them failed when one of two servers was killed.`,
      );
      // What nginx had handed to the one that was killed, no more: it sends what was not sent yet to the other.
      expect(failed.filter(({ response }) => response?.status === 502).length).toBeLessThanOrEqual(IN_FLIGHT);
      expect(await other.program.printed(/200 answered/)).toBeTruthy();
    } finally {
      await nginx.stop();
    }
  }, 240_000);
});
