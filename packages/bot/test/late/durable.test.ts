import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  action,
  createBot,
  createJobRunner,
  memoryStore,
  receive,
  trackWork,
  type Bot,
  type BotError,
  type ExecuteContext,
  type Job,
  type JobQueue,
  type JobRunnerOptions,
  type Store,
} from "../../src/index.js";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { Deferred, visitor } from "@ck-test/visitor";

const LATE = "Still at it.";
const FAILED = "Sorry, that did not work.";

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});

const DEADLINE_MS = 4500;

// The deadline comes when a test says so: after a job is in the queue, however long that takes here.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

interface TestQueue extends JobQueue {
  readonly jobs: Job[];
  /** Lets so many requests more put their job in, and then has the deadline come. */
  readonly deadline: <T>(sent: Promise<T>, requests?: number) => Promise<T>;
}

/** A queue as it is in a test: it holds the jobs until the test has them done. */
function testQueue(): TestQueue {
  const jobs: Job[] = [];
  let calls = 0;
  let wake = (): void => undefined;
  return {
    jobs,
    add(job) {
      if (!jobs.some(({ id }) => id === job.id)) jobs.push(job);
      calls++;
      wake();
      return Promise.resolve();
    },
    async deadline(sent, requests = 1) {
      while (calls < requests) await new Promise<void>((resolve) => (wake = resolve));
      calls = 0;
      await vi.advanceTimersByTimeAsync(DEADLINE_MS);
      return sent;
    },
  };
}

function botOf(execute: (context: ExecuteContext) => unknown): Bot {
  return createBot({
    actions: { Report: action({ durable: true, execute: execute as () => string }) },
    late: LATE,
    failure: () => FAILED,
  });
}

const bot = botOf(({ params, broadcast, keyId, environment }) => {
  broadcast["made"] = true;
  return `Of ${String(params["year"])}, ${environment ?? "nowhere"}, ${keyId === undefined ? "unsigned" : "signed"}.`;
});

function web(queue: JobQueue, store: Store) {
  const work = trackWork();
  return {
    ...talk(bot, {
      publicKey: keys.publicKey,
      deadlineMs: DEADLINE_MS,
      lateAnswers: { store, queue },
      waitUntil: work.waitUntil,
    }),
    idle: work.idle,
  };
}

function worker(store: Store, options: Partial<JobRunnerOptions> = {}, of: Bot = bot) {
  const errors: BotError[] = [];
  return { errors, run: createJobRunner(of, { store, onError: (error) => errors.push(error), ...options }) };
}

const sign = (body: object): ReturnType<typeof signed> => signed(body, keys);

describe("a durable action", () => {
  it("is done by a worker, and answered at once where that is quick", async () => {
    const store = memoryStore();
    const { run } = worker(store);
    const queue: JobQueue = { add: ({ data }) => run(data) };
    const { events, ...process } = web(queue, store);
    const ada = visitor(process, { sign });
    ada.broadcast = { name: "Ada" };
    const { json } = await ada.asks("Report", { year: "2025" });
    expect(json).toMatchObject({ message: "Of 2025, production, signed.", broadcast: { name: "Ada", made: true } });
    expect(events.map(({ outcome }) => outcome)).toEqual(["answered"]);
  });

  it("is promised at the deadline, and handed over once a worker has done it", async () => {
    const [store, queue] = [memoryStore(), testQueue()];
    const { events, errors, ...process } = web(queue, store);
    const ada = visitor(process, { sign });
    expect((await queue.deadline(ada.asks("Report", { year: "2025" }))).json["message"]).toBe(LATE);
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe(LATE);
    expect(queue.jobs).toHaveLength(1);
    await worker(store).run(queue.jobs[0]!.data);
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe("Of 2025, production, signed.");
    expect(ada.broadcast).toMatchObject({ made: true });
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "late", "handed-over"]);
    expect(errors).toEqual([]);
  });

  it("is one job for one signed request, wherever and however often it comes, and has the id that queues take", async () => {
    const [store, queue] = [memoryStore(), testQueue()];
    const body = { todo: "execute", action: "Report", environment: "production", params: { year: "1" } };
    const captured = sign(body);
    const answers = await queue.deadline(
      Promise.all([web(queue, store), web(queue, store)].map(({ send }) => send(body, captured))),
      2,
    );
    expect(queue.jobs.map(({ id }) => id)).toEqual([expect.stringMatching(/^job-[0-9a-f]{48}$/)]);
    // And so one promise: whoever has the answer, has it.
    expect(answers[0]!.json["broadcast"]).toMatchObject({ ckLate: [{ action: "Report" }] });
    const tokens = answers.map(({ json }) => (json["broadcast"] as { ckLate: { token: string }[] }).ckLate[0]!.token);
    expect(tokens[0]).toBe(tokens[1]);
    await queue.deadline(web(queue, store).send(body, sign(body)));
    expect(queue.jobs).toHaveLength(2);
  });

  it("waits for what the queue says, where it says something", async () => {
    const store = memoryStore();
    const { run } = worker(store);
    const told = new Deferred();
    const queue: JobQueue = {
      add({ data }) {
        void run(data).then(told.resolve);
        return Promise.resolve();
      },
      done: () => told.promise,
    };
    // No time passes here: without the word of the queue nothing would wake it.
    const sent = visitor(web(queue, store), { sign }).asks("Report", { year: "2025" });
    expect((await sent).json["message"]).toMatch(/^Of 2025/);
  });

  it("whose queue fails is answered with the failure answer, and the author is told", async () => {
    const cause = new Error("no Redis");
    const { errors, events, ...process } = web({ add: () => Promise.reject(cause) }, memoryStore());
    expect((await visitor(process, { sign }).asks("Report")).json["message"]).toBe(FAILED);
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_QUEUE", cause })]);
    expect(events[0]?.outcome).toBe("failed");
  });

  it("whose queue has said nothing at the deadline is not promised", async () => {
    const inner = testQueue();
    const add: JobQueue["add"] = async (job) => {
      await inner.add(job);
      await new Promise(() => undefined);
    };
    const { errors, ...process } = web({ add }, memoryStore());
    const { json } = await inner.deadline(visitor(process, { sign }).asks("Report"));
    expect(json).toMatchObject({ message: FAILED });
    expect(json).not.toHaveProperty("broadcast");
    expect(errors.map(({ code }) => code)).toEqual(["ERR_QUEUE"]);
  });

  it("needs somebody who does it: no queue is an error at start-up", () => {
    for (const lateAnswers of [undefined, { store: memoryStore() }]) {
      expect(() => receive(bot, { publicKey: false, lateAnswers })).toThrow(
        expect.objectContaining({
          code: "ERR_INVALID_OPTION",
          message: expect.stringContaining("actions.Report is durable") as string,
        }),
      );
    }
  });
});

describe("a worker", () => {
  /** A job that is in the queue, and the visitor who waits for it. */
  async function waiting() {
    const [store, queue] = [memoryStore(), testQueue()];
    const ada = visitor(web(queue, store), { sign });
    await queue.deadline(ada.asks("Report", { year: "2025" }));
    return { store, queue, ada, job: queue.jobs[0]! };
  }

  it("gives the handler the job's id at each attempt, and runs it again after a failure", async () => {
    const { store, ada, job } = await waiting();
    const seen: (string | undefined)[] = [];
    const flaky = botOf(({ idempotencyKey }) => {
      if (seen.push(idempotencyKey) === 1) throw new Error("no");
      return "At last.";
    });
    const { run, errors } = worker(store, {}, flaky);
    await expect(run(job.data, { isLast: false })).rejects.toMatchObject({ code: "ERR_HANDLER_FAILED" });
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe(LATE);
    await run(job.data);
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe("At last.");
    expect(seen).toEqual([job.id, job.id]);
    expect(errors.map(({ code }) => code)).toEqual(["ERR_HANDLER_FAILED"]);
  });

  it("whose last attempt fails leaves the failure answer", async () => {
    const { store, ada, job } = await waiting();
    const { run, errors } = worker(
      store,
      {},
      botOf(() => Promise.reject(new Error("no"))),
    );
    await expect(run(job.data)).rejects.toMatchObject({ code: "ERR_HANDLER_FAILED" });
    expect(errors).toHaveLength(1);
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe(FAILED);
  });

  it("does not do what another has done, and what two have done is handed over once", async () => {
    const { store, queue, ada, job } = await waiting();
    let runs = 0;
    const counting = botOf(() => `Run ${++runs}.`);
    await worker(store, {}, counting).run(job.data);
    await worker(store, {}, counting).run(job.data);
    expect(runs).toBe(1);
    const old = { ...ada.broadcast };
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe("Run 1.");
    await worker(store, {}, counting).run(job.data);
    ada.broadcast = old;
    expect((await queue.deadline(ada.asks("Report", { year: "2025" }))).json["message"]).toBe(LATE);
    expect(runs).toBe(1);
  });

  it("that fails takes away nothing that another has done meanwhile, and brings back nothing that was handed over", async () => {
    for (const end of ["resolve", "reject"] as const) {
      for (const isTaken of [false, true]) {
        const { store, queue, ada, job } = await waiting();
        const slow = new Deferred<string>();
        const begun = new Deferred();
        const bot = botOf(() => (begun.resolve(), slow.promise));
        const second = worker(store, {}, bot).run(job.data);
        await begun.promise;
        await worker(store).run(job.data);
        const old = { ...ada.broadcast };
        if (isTaken) await ada.asks("Report", { year: "2025" });
        if (end === "resolve") slow.resolve("Of the other.");
        else slow.reject(new Error("It is there already."));
        await second.catch(() => undefined);
        ada.broadcast = old;
        const asked = ada.asks("Report", { year: "2025" });
        if (isTaken) expect((await queue.deadline(asked)).json["message"]).toBe(LATE);
        else expect((await asked).json["message"]).toBe("Of 2025, production, signed.");
        if (isTaken) expect((await ada.says("hi")).json["message"]).not.toMatch(/ready|failed/);
      }
    }
  });

  it("that is told to stop does not go on trying to keep what its store does not take", async () => {
    const { store, job } = await waiting();
    const { run, errors } = worker({ ...store, set: () => Promise.reject(new Error("closed")) });
    const stop = new AbortController();
    const ended = expect(run(job.data, { signal: stop.signal })).rejects.toBeDefined();
    await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(["ERR_STORE"]));
    stop.abort();
    await ended;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives up on a handler that hangs, and keeps nothing of one that it had to stop", async () => {
    const { store, ada, job } = await waiting();
    let signal: AbortSignal | undefined;
    const hanging = botOf((context) => ((signal = context.signal), new Promise(() => undefined)));
    const stop = new AbortController();
    const stopped = worker(store, {}, hanging).run(job.data, { signal: stop.signal });
    await vi.waitFor(() => expect(signal).toBeDefined());
    stop.abort();
    await expect(stopped).rejects.toBeDefined();
    expect(signal?.aborted).toBe(true);
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe(LATE);
    const failed = expect(worker(store, {}, hanging).run(job.data)).rejects.toMatchObject({ code: "ERR_DEADLINE" });
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe(FAILED);
  });

  it("does not begin what it could not keep", async () => {
    const { store, job } = await waiting();
    const { run } = worker({ ...store, get: () => Promise.reject(new Error("down")) });
    await expect(run(job.data)).rejects.toMatchObject({ code: "ERR_STORE" });
  });

  it.each([
    ["nothing", undefined],
    ["no JSON", "{"],
    ["another's job", '{"hello":1}'],
    ["a job without a request", JSON.stringify({ version: 1, id: "job-1", key: `late:${"0".repeat(64)}`, body: {} })],
    [
      "a job with another key",
      JSON.stringify({ version: 1, id: "job-1", key: "replay:x", body: { todo: "execute", action: "Report" } }),
    ],
    ["a job that is null", "null"],
  ])("refuses %s", async (_, data) => {
    await expect(worker(memoryStore()).run(data as string)).rejects.toMatchObject({ code: "ERR_INVALID_JOB" });
  });

  it.each([{ store: undefined }, { giveUpMs: 0 }, { ttlMs: -1 }, { timeoutMs: Number.NaN }])(
    "needs options that can work: %o",
    (options) => {
      expect(() => createJobRunner(bot, { store: memoryStore(), ...options } as JobRunnerOptions)).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_OPTION" }),
      );
    },
  );
});
