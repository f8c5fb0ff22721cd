import { createBot, trackWork, type BotError } from "@ck/bot";
import { talk } from "@ck-test/talk";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { Deferred, visitor, type Visitor } from "@ck-test/visitor";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { open } from "./support/open.js";

const LATE = "Still thinking.";
/** The deadline of what is not done before the test says so. */
const SOON_MS = 500;
/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 30_000, interval: 50 };

describe.skipIf(!hasRedis)("late free text whose promise is in Redis", () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedis({ durable: true });
  });
  afterEach(() => server.stop());

  /** A process of the bot. Words that begin with "slow" are thought about until the test ends that. */
  function start(deadlineMs = 30_000) {
    const thoughts: Deferred<string>[] = [];
    const errors: BotError[] = [];
    const work = trackWork();
    const bot = createBot({
      actions: {},
      fallback({ userInput }) {
        if (!userInput.startsWith("slow")) return "Quick.";
        const thought = new Deferred<string>();
        thoughts.push(thought);
        return thought.promise;
      },
      late: LATE,
    });
    const talking = talk(bot, {
      deadlineMs,
      lateAnswers: { store: open(server.url), timeoutMs: 10_000 },
      waitUntil: work.waitUntil,
      onError: (error) => errors.push(error),
    });
    return {
      thoughts,
      errors,
      idle: work.idle,
      visit: (session = "s1") => visitor(talking, { sessionData: { id: session } }),
    };
  }
  /** Talks until Redis is back and the answer is there, and a little more: all that was said. */
  async function talkOn(...who: readonly Visitor[]): Promise<string> {
    const said: unknown[] = [];
    const speak = async (): Promise<void> => {
      for (const each of who) said.push((await each.says("Well?")).json["message"]);
    };
    await vi.waitFor(async () => {
      await speak();
      expect(said.join()).toContain("Because.");
    }, PATIENT);
    await speak();
    await speak();
    return said.filter((message) => message !== "Quick.").join();
  }

  it("is handed over once after Redis was killed and started again, by processes that have not begun it", async () => {
    const one = start(SOON_MS);
    const ada = one.visit();
    expect((await ada.says("slow: why?")).json["message"]).toBe(LATE);
    one.thoughts[0]!.resolve("Because.");
    await one.idle();
    await server.kill();
    await server.restart();
    const [here, there] = [start().visit(), start().visit()];
    // Neither hears of what the other hands over.
    for (const each of [here, there]) each.broadcast = structuredClone(ada.broadcast);
    expect(await talkOn(there, here)).toBe("Because.");
  }, 60_000);

  it("is kept as soon as Redis is back, if the answer was ready while it was down", async () => {
    const one = start(SOON_MS);
    const ada = one.visit();
    await ada.says("slow: why?");
    await server.kill();
    one.thoughts[0]!.resolve("Because.");
    await vi.waitFor(() => expect(one.errors.map(({ code }) => code)).toContain("ERR_STORE"), PATIENT);
    await server.restart();
    await one.idle();
    const there = start().visit();
    there.broadcast = ada.broadcast;
    expect(await talkOn(there)).toBe("Because.");
  }, 60_000);

  it("is not handed to another session that has a copy of the ticket", async () => {
    const [one, other] = [start(SOON_MS), start()];
    const ada = one.visit();
    await ada.says("slow: why?");
    one.thoughts[0]!.resolve("Because.");
    await one.idle();
    const [here, eve] = [other.visit(), other.visit("s2")];
    here.broadcast = ada.broadcast;
    eve.broadcast = structuredClone(ada.broadcast);
    expect((await eve.says("Well?")).json["message"]).toBe("Quick.");
    expect(await talkOn(here)).toBe("Because.");
  }, 60_000);
});
