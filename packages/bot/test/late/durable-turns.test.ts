import { prompt } from "@ck/protocol";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  action,
  createBot,
  memoryStore,
  receive,
  text,
  type Bot,
  type BotDefinition,
  type Context,
} from "../../src/index.js";
import { makeKeys, signed, type Keys } from "@ck-test/talk";
import { type Visitor } from "@ck-test/visitor";
import { heldQueue, startWeb, startWorker } from "./queue.js";

const LATE = "Still at it.";
const SECRET = "a-secret-of-at-least-32-bytes-for-the-tests";
const WORDS = "words-of-a-visitor";

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** A bot whose handlers go through the queue. */
function botOf(answer: (context: Context) => unknown): Bot {
  const handler = answer as (context: Context) => never;
  return createBot({
    actions: {
      Book: action({
        durable: ["prompt", "button"],
        params: { day: text() },
        prompt: handler,
        execute: () => "Booked.",
        buttons: { go: handler },
      }),
    },
    fallback: handler,
    button: handler,
    durable: ["fallback", "button"],
    late: LATE,
  });
}

const REPLY = { todo: "prompt", action: "Book", previousParam: "day", userInput: WORDS, params: { day: WORDS } };
const turns: [string, (who: Visitor) => ReturnType<Visitor["says"]>][] = [
  ["free text", (who) => who.says(WORDS)],
  ["a click", (who) => who.clicks("go", { action: "Book", data: { words: WORDS } })],
  ["a click on a button of the bot", (who) => who.clicks("other", { action: "Unknown", data: { words: WORDS } })],
  ["a reply", (who) => who.sends(REPLY)],
];

describe.each(turns)("%s that is durable", (_, take) => {
  it("is done by a worker, and answered at once where that is quick", async () => {
    const store = memoryStore();
    const bot = botOf(({ broadcast }) => ((broadcast["made"] = true), "Done."));
    const { run } = startWorker(bot, store);
    const ada = startWeb(bot, keys, { store, queue: { add: ({ data }) => run(data) } }).visit();
    expect((await take(ada)).json).toMatchObject({ message: "Done.", broadcast: { made: true } });
  });

  it("is promised at the deadline, sealed, run by a worker under its id, and handed over once", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const ids: unknown[] = [];
    const bot = botOf(({ idempotencyKey }) => (ids.push(idempotencyKey), "Done."));
    const web = startWeb(bot, keys, { store, queue, secret: SECRET });
    const ada = web.visit();
    expect((await queue.late(take(ada))).json["message"]).toBe(LATE);
    const [job] = queue.jobs.splice(0);
    expect(job!.data).not.toMatch(new RegExp(`${WORDS}|Book|fallback`));
    const worker = startWorker(bot, store, { secret: SECRET });
    await worker.run(job!.data, { id: job!.id });
    expect(ids).toEqual([job!.id]);
    // Another web process.
    const other = startWeb(bot, keys, { store, queue, secret: SECRET }).visit();
    other.broadcast = ada.broadcast;
    expect((await take(other)).json["message"]).toBe("Done.");
    expect(queue.jobs).toEqual([]);
    const again = queue.late(take(other));
    expect((await again).json["message"]).toBe(LATE);
    expect(web.errors).toEqual([]);
  });

  it("is one job and one promise for one signed request, in whichever process it comes", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const bot = botOf(() => "Done.");
    // Signatures differ each time, and this one was captured.
    let captured: ReturnType<typeof signed> | undefined;
    const sign = (body: object): ReturnType<typeof signed> => (captured ??= signed(body, keys));
    const [one, two] = [1, 2].map(() => startWeb(bot, keys, { store, queue }).visit({ sign }));
    await queue.late(take(one!));
    await queue.late(take(two!));
    expect(queue.jobs).toHaveLength(1);
    const tokenOf = ({ broadcast }: Visitor): unknown => (broadcast["ckLate"] as { token: string }[])[0]!.token;
    expect(tokenOf(one!)).toBe(tokenOf(two!));
  });

  it("gets the failure answer if the worker's last attempt fails", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const bot = botOf(() => Promise.reject(new Error("no")));
    const ada = startWeb(bot, keys, { store, queue }).visit();
    await queue.late(take(ada));
    const { run, errors } = startWorker(bot, store);
    await expect(run(queue.jobs.splice(0)[0]!.data)).rejects.toMatchObject({ code: "ERR_HANDLER_FAILED" });
    expect(errors[0]![1]).toMatchObject({ jobId: expect.any(String) as string });
    expect((await take(ada)).json["message"]).toMatch(/^Sorry, something went wrong/);
  });
});

it("durable free text is not promised in a session that waits for as many answers as it can", async () => {
  const queue = heldQueue();
  const web = startWeb(
    botOf(() => "Done."),
    keys,
    { store: memoryStore(), queue },
  );
  const ada = web.visit();
  for (let n = 0; n < 8; n++) expect((await queue.late(ada.says(`${n}`))).json["message"]).toBe(LATE);
  expect((await queue.late(ada.says("8"))).json["message"]).toMatch(/^Sorry, something went wrong/);
  expect(web.errors.map(([{ code, message }]) => [code, message])).toEqual([
    ["ERR_DEADLINE", expect.stringContaining("its session waits for as many answers as it can")],
  ]);
});

describe("a durable reply", () => {
  it("may be answered with a question, which the same reply gets", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const bot = botOf(() => prompt("day", "Another day?", { options: [{ id: "1", label: "Monday" }] }));
    const ada = startWeb(bot, keys, { store, queue }).visit();
    await queue.late(ada.sends(REPLY));
    await startWorker(bot, store).run(queue.jobs.splice(0)[0]!.data);
    expect((await ada.sends(REPLY)).json).toMatchObject({ status: "prompt", prompt: { options: [{ id: "1" }] } });
  });
});

describe("a worker refuses", () => {
  const jobOf = async (take: (who: Visitor) => unknown): Promise<string> => {
    const queue = heldQueue();
    await queue.late(
      Promise.resolve(
        take(
          startWeb(
            botOf(() => "x"),
            keys,
            { store: memoryStore(), queue },
          ).visit(),
        ),
      ),
    );
    return queue.jobs[0]!.data;
  };

  it.each(turns)("%s, if its bot does not have it durable", async (_, take) => {
    const bot = createBot({
      actions: {
        Book: action({ durable: true, execute: () => "x", prompt: () => undefined, buttons: { go: () => "x" } }),
      },
      fallback: () => expect.unreachable(),
      button: () => expect.unreachable(),
    });
    const { run } = startWorker(bot, memoryStore());
    await expect(run(await jobOf(take))).rejects.toMatchObject({ code: "ERR_INVALID_JOB" });
  });

  it.each(["welcome", "failure"])("a job that is a %s", async (todo) => {
    const data = (await jobOf((who) => who.says("x"))).replace('"todo":"fallback"', `"todo":"${todo}"`);
    await expect(
      startWorker(
        botOf(() => expect.unreachable()),
        memoryStore(),
      ).run(data),
    ).rejects.toMatchObject({
      code: "ERR_INVALID_JOB",
    });
  });
});

describe("a bot that is made wrongly", () => {
  it.each([
    [{ handOver: "fallback" }, "handOver must be a list of fallback, button, prompt, execute"],
    [{ handOver: ["welcome"] }, "handOver must be a list"],
    [{ durable: true }, "durable must be a list of fallback, button"],
    [{ durable: ["execute"] }, "durable must be a list of fallback, button"],
  ])("is refused: %o", (wrong, message) => {
    expect(() => createBot({ actions: {}, ...(wrong as object) })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BOT", message: expect.stringContaining(message) as string }),
    );
  });

  it("is refused: an action with an unknown durable handler", () => {
    const Book = { durable: ["fallback"], execute: () => "x" };
    expect(() => createBot({ actions: { Book: Book as never } })).toThrow(
      "actions.Book.durable must be true, or a list",
    );
  });

  it.each<[Partial<BotDefinition>, string]>([
    [{ durable: ["fallback"] }, "fallback is durable"],
    [{ durable: ["button"] }, "button is durable"],
    [{ actions: { Book: action({ durable: ["prompt"], execute: () => "x" }) } }, "actions.Book is durable"],
  ])("does not start without a queue: %o", (parts, message) => {
    expect(() => receive(createBot({ actions: {}, ...parts }), { publicKey: false })).toThrow(message);
  });
});
