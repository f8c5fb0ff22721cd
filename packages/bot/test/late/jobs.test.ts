import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  action,
  createBot,
  memoryStore,
  receive,
  type Bot,
  type ExecuteContext,
  type JobQueue,
  type Store,
} from "../../src/index.js";
import { makeKeys, type Keys } from "@ck-test/talk";
import { heldQueue, startWeb, startWorker } from "./queue.js";

const LATE = "Still at it.";
const SECRET = "a secret of thirty-two bytes, or more";
const OTHER = "another secret of thirty-two bytes...";
const WORDS = "words-of-a-visitor";

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});

// The deadline passes when a test says so: after a job is queued, however long that takes here.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] }));
afterEach(() => void vi.useRealTimers());

function botOf(execute: (context: ExecuteContext) => unknown = () => "Paid."): Bot {
  return createBot({
    actions: {
      Pay: action({ durable: true, execute: execute as () => string }),
      Quick: action({ execute: () => "Quick." }),
    },
    late: LATE,
    failure: () => "Sorry.",
  });
}

/** A store whose values can be looked at, and whose time the test moves. */
function openStore(): { store: Store; text: () => string; expire: () => void } {
  const values = new Map<string, { value: Uint8Array; endsAt: number }>();
  let now = 0;
  const get = (key: string): Uint8Array | undefined => {
    const found = values.get(key);
    return found !== undefined && found.endsAt > now ? found.value : undefined;
  };
  const put = (key: string, value: Uint8Array, ttlMs: number): void =>
    void values.set(key, { value, endsAt: now + ttlMs });
  return {
    store: {
      get: (key) => Promise.resolve(get(key)),
      set(key, value, { ttlMs }) {
        put(key, value, ttlMs);
        return Promise.resolve();
      },
      setIfAbsent(key, value, { ttlMs }) {
        const there = get(key);
        if (there === undefined) put(key, value, ttlMs);
        return Promise.resolve(there);
      },
    },
    text: () => [...values.values()].map(({ value }) => Buffer.from(value).toString("latin1")).join("\n"),
    /** A day passes. */
    expire: () => void (now += 86_400_000),
  };
}

describe("a question that was promised an answer stays the same question", () => {
  it("until its job has ended, however long the queue lags", async () => {
    const [{ store, expire }, queue] = [openStore(), heldQueue()];
    const runs = vi.fn(() => "Paid.");
    const bot = botOf(runs);
    const ada = startWeb(bot, keys, { store, queue, ttlMs: 1000 }).visit();
    await queue.late(ada.asks("Pay", { of: 100 }));
    vi.setSystemTime(Date.now() + 10 * 86_400_000);
    expire();
    expect((await ada.asks("Pay", { of: 100 })).json["message"]).toBe(LATE);
    expect((await ada.says("hi")).json["broadcast"]).toMatchObject({ ckLate: [{ action: "Pay" }] });
    expect(queue.jobs).toHaveLength(1);
    const [job] = queue.jobs.splice(0);
    await startWorker(bot, store, { ttlMs: 1000 }).run(job!.data);
    expect((await ada.asks("Pay", { of: 100 })).json["message"]).toBe("Paid.");
    expect(runs).toHaveBeenCalledTimes(1);
  });

  it("and no longer: once the job has ended and its answer has expired, it is a new one", async () => {
    const [{ store, expire }, queue] = [openStore(), heldQueue()];
    const ada = startWeb(botOf(), keys, { store, queue, ttlMs: 1000 }).visit();
    await queue.late(ada.asks("Pay"));
    queue.jobs.splice(0);
    expire();
    await queue.late(ada.asks("Pay"));
    expect(queue.jobs).toHaveLength(1);
  });

  it("while the queue cannot tell, and the author hears of it", async () => {
    const [{ store, expire }, held] = [openStore(), heldQueue()];
    for (const has of [
      () => Promise.reject(new Error("down")),
      (): never => {
        throw new Error("down");
      },
    ]) {
      const web = startWeb(botOf(), keys, { store, queue: { ...held, has } });
      const ada = web.visit();
      await held.late(ada.asks("Pay"));
      expire();
      expect((await ada.asks("Pay")).json["message"]).toBe(LATE);
      expect(web.errors.map(([{ code }]) => code)).toEqual(["ERR_QUEUE"]);
    }
    expect(held.jobs).toHaveLength(2);
  });

  it("for a week, if the queue has no way to tell", async () => {
    const [{ store, expire }, { has: _, ...queue }] = [openStore(), heldQueue()];
    const ada = startWeb(botOf(), keys, { store, queue, ttlMs: 1000 }).visit();
    await queue.late(ada.asks("Pay"));
    for (let day = 0; day < 6; day++) expire();
    expect((await ada.asks("Pay")).json["message"]).toBe(LATE);
    expect(queue.jobs).toHaveLength(1);
  });
});

describe("a promise to a user", () => {
  it("is kept for that user alone", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const bot = botOf();
    const web = startWeb(bot, keys, { store, queue });
    const ada = web.visit({ user: { id: "ada" } });
    await queue.late(ada.asks("Pay"));
    await startWorker(bot, store).run(queue.jobs[0]!.data);
    for (const user of [{ id: "eve" }, { id: "" }, {}, { id: ["ada"] }]) {
      for (const isMarked of [true, false]) {
        const eve = web.visit({ user });
        eve.broadcast = structuredClone(ada.broadcast);
        if (!isMarked) for (const ticket of eve.broadcast["ckLate"] as { user?: true }[]) delete ticket.user;
        expect((await queue.late(eve.asks("Pay"))).json["message"]).toBe(LATE);
      }
    }
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
  });

  it("who was not known yet is kept when they are", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const bot = botOf();
    const web = startWeb(bot, keys, { store, queue });
    const nobody = web.visit();
    await queue.late(nobody.asks("Pay"));
    await startWorker(bot, store).run(queue.jobs[0]!.data);
    const ada = web.visit({ user: { id: "ada" } });
    ada.broadcast = nobody.broadcast;
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
  });
});

describe("with a secret", () => {
  it("neither the queue nor the store shows what was said, and the answer arrives all the same", async () => {
    const [{ store, text }, queue] = [openStore(), heldQueue()];
    const bot = botOf(({ params }) => `Paid for ${String(params["what"])}.`);
    const ada = startWeb(bot, keys, { store, queue, secret: SECRET }).visit();
    await queue.late(ada.asks("Pay", { what: WORDS }));
    // With a quote after it, because sealed data may hold any three letters by chance.
    expect(JSON.stringify(queue.jobs)).not.toMatch(new RegExp(`${WORDS}|Pay[\\\\"]`));
    await startWorker(bot, store, { secret: SECRET }).run(queue.jobs[0]!.data);
    expect(text()).not.toMatch(new RegExp(`${WORDS}|Paid|ready|running`));
    expect((await ada.asks("Pay", { what: WORDS })).json["message"]).toBe(`Paid for ${WORDS}.`);
  });

  /** A genuine job, and a worker that counts. */
  async function jobOf(webSecret?: string | string[], workerSecret?: string | string[]) {
    const [store, queue] = [memoryStore(), heldQueue()];
    const runs = vi.fn(() => "Paid.");
    const bot = botOf(runs);
    const web = startWeb(bot, keys, { store, queue, ...(webSecret && { secret: webSecret }) });
    await queue.late(web.visit().asks("Pay"));
    const worker = startWorker(bot, store, workerSecret === undefined ? {} : { secret: workerSecret });
    return { ...queue.jobs[0]!, runs, run: worker.run };
  }

  it("a job that is not sealed is not run", async () => {
    const { data, runs, run } = await jobOf(undefined, SECRET);
    await expect(run(data)).rejects.toMatchObject({ name: "BotError", code: "ERR_SEAL" });
    expect(runs).not.toHaveBeenCalled();
  });

  it("a job that was altered, cut or given another id is not run", async () => {
    const { id, data, runs, run } = await jobOf(SECRET, SECRET);
    const other = id.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
    const swap = (character: string): string => (character === "A" ? "B" : "A");
    for (const bad of [
      data.replace(id, other),
      data.replace(/.(?=.{40}$)/, swap),
      data.slice(0, -40),
      `${data.slice(0, -8)}!!!!`,
      data.replace("sealed:", ""),
    ]) {
      await expect(run(bad)).rejects.toMatchObject({ name: "BotError", code: "ERR_SEAL" });
    }
    // Whole, but put under the id of another job.
    await expect(run(data, { id: other })).rejects.toMatchObject({ code: "ERR_INVALID_JOB" });
    expect(runs).not.toHaveBeenCalled();
    await run(data, { id });
    expect(runs).toHaveBeenCalledTimes(1);
  });

  it("a job of a newer secret is left for a worker that has it", async () => {
    for (const workerSecret of [OTHER, undefined]) {
      const { data, runs, run } = await jobOf(SECRET, workerSecret);
      await expect(run(data)).rejects.toMatchObject({ code: "ERR_WORKER_OUTDATED" });
      expect(runs).not.toHaveBeenCalled();
    }
    const { data, run, runs } = await jobOf([SECRET], [OTHER, SECRET]);
    await run(data);
    expect(runs).toHaveBeenCalledTimes(1);
  });

  it("an answer that somebody else wrote is not handed over", async () => {
    const { store } = openStore();
    const queue = heldQueue();
    const written: string[] = [];
    const web = startWeb(botOf(), keys, {
      store: { ...store, setIfAbsent: (key, ...rest) => (written.push(key), store.setIfAbsent(key, ...rest)) },
      queue,
      secret: SECRET,
    });
    const ada = web.visit();
    await queue.late(ada.asks("Pay"));
    const [, key] = written.map((name) => /^(late:[0-9a-f]{64}):running$/.exec(name)).find(Boolean) as string[];
    const forged = { state: "ready", response: { status: "execution", message: "Send your password to Eve." } };
    await store.set(key!, Buffer.from(JSON.stringify({ ...forged, handler: "x", changes: { set: {}, removed: [] } })), {
      ttlMs: 1000,
    });
    expect((await ada.asks("Pay")).json["message"]).toBe(LATE);
    expect(web.errors.map(([{ code }]) => code)).toEqual(["ERR_SEAL"]);
  });

  it("that is not there, since a variable is missing, the bot does not start", () => {
    const late = { store: memoryStore(), queue: heldQueue(), secret: undefined };
    const invalid: unknown = expect.objectContaining({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining("secret is undefined") as string,
    });
    expect(() => receive(botOf(), { publicKey: false, lateAnswers: late })).toThrow(invalid);
    expect(() => startWorker(botOf(), memoryStore(), { secret: undefined })).toThrow(invalid);
  });
});

describe("a worker refuses", () => {
  async function jobFor(name: string): Promise<string> {
    const queue = heldQueue();
    await queue.late(startWeb(botOf(), keys, { store: memoryStore(), queue }).visit().asks("Pay"));
    return queue.jobs[0]!.data.replaceAll('"Pay"', JSON.stringify(name));
  }

  it("a job for an action that is not durable", async () => {
    await expect(startWorker(botOf(), memoryStore()).run(await jobFor("Quick"))).rejects.toMatchObject({
      code: "ERR_INVALID_JOB",
      message: expect.stringContaining("actions.Quick is not durable") as string,
    });
  });

  it.each<[string, (data: string) => string]>([
    ["an action that it does not know yet", (data) => data.replaceAll('"Pay"', '"Refund"')],
    ["a format that it does not know yet", (data) => data.replace('"version":1', '"version":2')],
  ])("a job of %s, and says that a newer worker can do it", async (_what, change) => {
    const { errors, run } = startWorker(botOf(), memoryStore());
    await expect(run(change(await jobFor("Pay")))).rejects.toMatchObject({ code: "ERR_WORKER_OUTDATED" });
    expect(errors).toEqual([]);
  });
});

describe("what the author hears of a job", () => {
  it("says which job, which attempt, and what it was for", async () => {
    const [store, queue] = [memoryStore(), heldQueue()];
    const bot = botOf(() => Promise.reject(new Error("no")));
    await queue.late(startWeb(bot, keys, { store, queue }).visit().asks("Pay"));
    const { id, data } = queue.jobs[0]!;
    const { errors, run } = startWorker(bot, store);
    await expect(run(data, { attempt: 2 })).rejects.toMatchObject({ code: "ERR_HANDLER_FAILED" });
    // The id of the request that queued it.
    const { requestId } = JSON.parse(data) as { requestId: string };
    expect(requestId).toMatch(/^[\w-]{36}$/);
    const request = { requestId, todo: "execute", action: "Pay", environment: "production" };
    const details = { ...request, jobId: id, idempotencyKey: id };
    expect(errors).toEqual([[expect.objectContaining({ code: "ERR_HANDLER_FAILED" }), { ...details, attempt: 2 }]]);
  });

  it("says for what the store failed", async () => {
    const down = (): Promise<never> => Promise.reject(new Error("down"));
    const [store, queue] = [memoryStore(), heldQueue()];
    const ada = startWeb(botOf(), keys, { store, queue }).visit();
    await queue.late(ada.asks("Pay"));
    const web = startWeb(botOf(), keys, { store: { get: down, set: down, setIfAbsent: down }, queue });
    const there = web.visit();
    there.broadcast = ada.broadcast;
    await there.asks("Pay");
    expect(web.errors[0]).toEqual([
      expect.objectContaining({ code: "ERR_STORE" }),
      { requestId: expect.any(String) as string, todo: "execute", action: "Pay", environment: "production" },
    ]);
  });

  it("costs no worker its life, if onError throws or rejects", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    try {
      for (const onError of [
        (): never => {
          throw new Error("reporter");
        },
        () => Promise.reject(new Error("reporter")) as never,
      ]) {
        const queue = heldQueue();
        const store = memoryStore();
        const bot = botOf(() => Promise.reject(new Error("no")));
        await queue.late(startWeb(bot, keys, { store, queue }).visit().asks("Pay"));
        const { run } = startWorker(bot, store, { onError });
        await expect(run(queue.jobs[0]!.data)).rejects.toMatchObject({ code: "ERR_HANDLER_FAILED" });
      }
      await new Promise(setImmediate);
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off("unhandledRejection", unhandled);
    }
  });
});

describe("whatever a queue throws", () => {
  const odd = new Proxy(new Error("odd"), {
    get: () => {
      throw new Error("no");
    },
    getPrototypeOf: () => {
      throw new Error("no");
    },
  });
  const nothing = undefined as unknown as Error;
  it.each<[string, JobQueue["add"]]>([
    [
      "at once",
      () => {
        throw new Error("no Redis");
      },
    ],
    [
      "at once, and odd",
      () => {
        throw odd;
      },
    ],
    ["later, and odd", () => Promise.reject(odd)],
    ["later, and nothing", () => Promise.reject(nothing)],
  ])("%s: the visitor gets the failure answer, and nothing else fails", async (_when, add) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    try {
      const down = (): Promise<never> => Promise.reject(new Error("down"));
      for (const store of [memoryStore(), { ...memoryStore(), setIfAbsent: down }]) {
        const web = startWeb(botOf(), keys, { store, queue: { add } });
        expect((await web.visit().asks("Pay")).json["message"]).toBe("Sorry.");
        expect(web.errors.map(([{ code }]) => code)).toEqual([expect.stringMatching(/^ERR_(QUEUE|STORE)$/)]);
      }
      await new Promise(setImmediate);
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off("unhandledRejection", unhandled);
    }
  });

  it("hides what clients attach to their errors", async () => {
    const cause = Object.assign(new Error("no"), { command: { args: [WORDS] } });
    const web = startWeb(botOf(), keys, { store: memoryStore(), queue: { add: () => Promise.reject(cause) } });
    await web.visit().asks("Pay");
    const [[error]] = web.errors as [(typeof web.errors)[number]];
    expect(error.cause).toMatchObject({ message: "no" });
    expect(error.cause).not.toHaveProperty("command");
  });

  it("a `done` that throws costs only speed", async () => {
    const store = memoryStore();
    const bot = botOf();
    const { run } = startWorker(bot, store);
    const done = (): never => {
      throw new Error("no");
    };
    const web = startWeb(bot, keys, { store, queue: { add: ({ data }) => run(data), done } });
    expect((await web.visit().asks("Pay")).json["message"]).toBe("Paid.");
  });
});
