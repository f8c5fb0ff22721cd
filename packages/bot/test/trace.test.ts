import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import {
  action,
  createBot,
  createJobRunner,
  memoryStore,
  stageChannel,
  type JobQueue,
  type Stage,
  type StageTrace,
} from "@ck/bot";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";

const STAGES: readonly Stage[] = [
  "request",
  "read",
  "verify",
  "parse",
  "store",
  "handler",
  "hand-over",
  "enqueue",
  "job",
];
const HELLO = { todo: "execute", action: "Hello", environment: "production" };
const WORDS = "words-of-a-visitor";

/** Listens to every stage, until the end of the test. */
function listen(onStart: (stage: Stage, trace: StageTrace) => void = () => undefined): string[] {
  const seen: string[] = [];
  for (const stage of STAGES) {
    const channel = tracingChannel<unknown, StageTrace>(stageChannel(stage));
    const note = (event: string) => (): void => void seen.push(`${stage} ${event}`);
    const subscribers = {
      start(trace: StageTrace) {
        seen.push(`${stage} start`);
        onStart(stage, trace);
      },
      end: note("end"),
      asyncStart: () => undefined,
      asyncEnd: note("asyncEnd"),
      error: note("error"),
    };
    channel.subscribe(subscribers);
    onTestFinished(() => {
      channel.unsubscribe(subscribers);
    });
  }
  return seen;
}

describe("the stages of a job", () => {
  /** A job whose handler does as it is told, and the stages that its worker goes through. */
  async function runJob(execute: () => string): Promise<readonly string[]> {
    const keys = await makeKeys();
    const store = memoryStore();
    const bot = createBot({ actions: { Pay: action({ durable: true, execute }) } });
    const pay = { ...HELLO, action: "Pay" };
    const run = createJobRunner(bot, { store, onError: () => undefined });
    let seen: readonly string[] = [];
    const queue: JobQueue = {
      async add({ data }) {
        seen = listen();
        await run(data).catch(() => undefined);
        seen = [...seen];
      },
    };
    await talk(bot, { publicKey: keys.publicKey, lateAnswers: { store, queue } }).send(pay, signed(pay, keys));
    return seen;
  }

  it.each([
    ["answer", () => "Paid.", "job asyncEnd"],
    [
      "failure",
      () => {
        throw new Error("no");
      },
      "job error",
    ],
  ])("last until its %s is kept", async (_, execute, end) => {
    const seen = await runJob(execute);
    const [handled, kept, ended] = ["handler asyncEnd", "store asyncEnd", end].map((it) => seen.lastIndexOf(it));
    expect(seen.indexOf("job start")).toBeLessThan(seen.indexOf("handler start"));
    expect(handled).toBeLessThan(kept!);
    expect(kept).toBeLessThan(ended!);
  });
});

describe("the stages of a request", () => {
  let keys: Keys;
  beforeAll(async () => {
    keys = await makeKeys();
  });
  const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });

  it("begin and end in order, each inside the request", async () => {
    const seen = listen();
    const { send } = talk(bot, { publicKey: keys.publicKey, replay: { store: memoryStore() } });
    await send(HELLO, signed(HELLO, keys));
    const starts = seen.filter((it) => it.endsWith(" start")).map((it) => it.split(" ")[0]);
    // The second call of the store keeps the answer.
    expect(starts).toEqual(["request", "read", "verify", "parse", "store", "handler", "store"]);
    expect(seen[0]).toBe("request start");
    expect(seen.indexOf("handler asyncEnd")).toBeLessThan(seen.indexOf("request asyncEnd"));
    expect(seen).toContain("parse end");
    expect(seen.filter((it) => it.endsWith("error"))).toEqual([]);
  });

  it("say how the request ended, and nothing that the visitor wrote", async () => {
    const traces: StageTrace[] = [];
    listen((_, trace) => traces.push(trace));
    const request = { ...HELLO, userInput: WORDS, params: { of: WORDS }, broadcast: { of: WORDS } };
    await talk(bot, { publicKey: keys.publicKey }).send(request, signed(request, keys));
    const [first] = traces;
    expect(first).toMatchObject({
      details: { todo: "execute", action: "Hello" },
      event: { outcome: "answered", status: 200 },
    });
    expect(traces.some(({ handler }) => handler === "actions.Hello.execute")).toBe(true);
    expect(JSON.stringify(traces)).not.toContain(WORDS);
  });

  it("have the event that is published too, and none before the end", async () => {
    const traces: StageTrace[] = [];
    listen((_, trace) => {
      expect(trace.event).toBeUndefined();
      traces.push(trace);
    });
    const { send, events } = talk(bot, { publicKey: keys.publicKey });
    await send(HELLO, signed(HELLO, keys));
    expect(events).toHaveLength(1);
    expect(traces[0]?.event).toBe(events[0]);
  });

  it("have the error of a signature that is refused, and of a handler that throws", async () => {
    const seen = listen();
    const { send } = talk(bot, { publicKey: keys.publicKey });
    await send(HELLO, signed({ ...HELLO, changed: true }, keys));
    expect(seen).toContain("verify error");
    const throwing = createBot({
      actions: {
        Hello: action({
          execute: () => {
            throw new Error("no");
          },
        }),
      },
    });
    await talk(throwing).send(HELLO);
    expect(seen).toContain("handler error");
    expect(seen).not.toContain("request error");
  });

  it("run inside what a subscriber puts around them, and inside a store that is bound to the channel", async () => {
    const around = new AsyncLocalStorage<string>();
    const bound = new AsyncLocalStorage<string>();
    listen((stage, trace) => {
      if (stage === "handler") trace.around = (work) => around.run("around", work);
    });
    const { start } = tracingChannel<unknown, StageTrace>(stageChannel("handler"));
    start.bindStore(bound, () => "bound");
    onTestFinished(() => void start.unbindStore(bound));
    let inside: unknown;
    const asking = createBot({
      actions: {
        Hello: action({
          async execute() {
            await Promise.resolve();
            inside = [around.getStore(), bound.getStore()];
            return "Hello!";
          },
        }),
      },
    });
    await talk(asking).send(HELLO);
    expect(inside).toEqual(["around", "bound"]);
  });

  it("are not made if nobody listens", async () => {
    const { json } = await talk(bot).send(HELLO);
    expect(json["message"]).toBe("Hello!");
  });
});
