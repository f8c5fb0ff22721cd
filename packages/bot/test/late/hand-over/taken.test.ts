import fc from "fast-check";
import { handled, note } from "@ck/protocol";
import { describe, expect, it } from "vitest";
import {
  action,
  lateAnswerStream,
  memoryStore,
  type BotDefinition,
  type Context,
  type LateAnswersOptions,
  type Store,
  type TakenAnswer,
} from "../../../src/index.js";
import { startOnCue, stopClock, type Cued } from "../on-cue.js";
import { Deferred, visitor, type Visitor } from "@ck-test/visitor";

const LATE = "Still at it.";
const FAILED = "Sorry.";

stopClock();

/** A bot that hands over nothing by itself. `Take` takes all there is, and is then as slow as the test wants. */
const takingBot =
  (more: More = () => ({})) =>
  (slow: (context: Context) => never): BotDefinition => {
    const actions: BotDefinition["actions"] = {
      Report: action({ execute: slow }),
      Take: action({
        execute: async (context) => {
          await takeAll(context);
          return slow(context);
        },
      }),
      Fail: action({
        execute: async (context) => {
          await takeAll(context);
          throw new Error("no");
        },
      }),
      Read: action({ execute: async (context) => (await takeAll(context)).join() || "Nothing." }),
      List: action({ execute: ({ lateAnswers }) => lateAnswers.map(({ state }) => state).join() || "Nothing." }),
    };
    return { actions, handOver: [], fallback: slow, failure: () => FAILED, late: LATE, ...more(actions) };
  };

type More = (actions: BotDefinition["actions"]) => Partial<BotDefinition>;

async function takeAll({ lateAnswers }: Pick<Context, "lateAnswers">): Promise<readonly string[]> {
  const taken: (TakenAnswer | undefined)[] = [];
  for (const { take } of lateAnswers) taken.push(await take());
  return taken.flatMap((each) => (each ? [each.message] : []));
}

const messageOf = ({ json }: { readonly json: Record<string, unknown> }): unknown => json["message"];

/** Ada, whose answer to free text is ready, and processes of her bot. */
async function ready(answer: unknown = "Because.", more?: More) {
  const store = memoryStore();
  const [one, two] = [startOnCue(takingBot(more), { store }), startOnCue(takingBot(more), { store })];
  const ada = visitor(one);
  await ada.says("Why?");
  one.calls[0]!.context.broadcast["topic"] = "why";
  await one.end(0, answer);
  return { one, two, ada, store };
}

const elsewhere = (process: Pick<Cued, "send">, { broadcast }: Visitor): Visitor =>
  Object.assign(visitor(process), { broadcast: structuredClone(broadcast) });

describe("an answer that a late handler has taken", () => {
  it("goes out before the failure message, once, if the handler fails after all", async () => {
    const { one, two, ada } = await ready(handled("Because.", { card: [note("42")] }));
    expect(messageOf(await ada.asks("Take"))).toBe(LATE);
    await one.end(1, new Error("no"));
    const there = elsewhere(two, ada);
    expect((await ada.asks("Take")).json).toMatchObject({
      message: `Because.\n\n${FAILED}`,
      card: [note("42")],
      broadcast: { topic: "why", ckLate: [] },
    });
    expect(messageOf(await there.asks("Read"))).toBe("Nothing.");
    expect(messageOf(await ada.asks("Read"))).toBe("Nothing.");
  });

  it("does so too if it was taken after the deadline", async () => {
    const { one, ada } = await ready();
    expect(messageOf(await ada.asks("Report"))).toBe(LATE);
    expect(await takeAll(one.calls[1]!.context)).toEqual(["Because."]);
    expect(messageOf(await ada.asks("List"))).toBe("running");
    await one.end(1, new Error("no"));
    expect(messageOf(await ada.asks("Report"))).toBe(`Because.\n\n${FAILED}`);
  });

  it("does not come back if the handler answers", async () => {
    const { one, ada } = await ready();
    await ada.asks("Take");
    await one.end(1, "It is because.");
    expect(messageOf(await ada.asks("List"))).toBe("ready");
    expect(messageOf(await ada.asks("Take"))).toBe("It is because.");
    expect(messageOf(await ada.asks("Read"))).toBe("Nothing.");
  });

  it("can be taken from the failure, and so on", async () => {
    const { one, ada } = await ready();
    await ada.asks("Take");
    await one.end(1, new Error("no"));
    await ada.asks("Take", { n: 1 });
    await one.end(2, new Error("no"));
    expect(messageOf(await ada.asks("Read"))).toBe("Because.");
    expect(ada.broadcast).toEqual({ topic: "why", ckLate: [] });
  });

  it("goes out by itself with the failure of free text", async () => {
    const one = startOnCue((slow) => ({
      ...takingBot()(slow),
      handOver: ["fallback"],
      fallback: async (context) => {
        await takeAll(context);
        return slow(context);
      },
    }));
    const ada = visitor(one);
    await ada.asks("Report");
    await one.end(0, "The report.");
    expect(messageOf(await ada.says("Is it done?"))).toBe(LATE);
    await one.end(1, new Error("no"));
    expect(messageOf(await ada.says("Well?"))).toBe(`The report.\n\n${FAILED}`);
    expect(messageOf(await ada.asks("Read"))).toBe("Nothing.");
  });

  it("reaches the visitor's page before the failure message", async () => {
    const store = memoryStore();
    const lateAnswers: LateAnswersOptions = { store, pageTickets: true };
    const one = startOnCue(takingBot(), { store, lateAnswers });
    const ada = visitor(one);
    await ada.says("Why?");
    one.calls[0]!.context.broadcast["topic"] = "why";
    await one.end(0, "Because.");
    const { ckLate } = (await ada.asks("Take")).json["data"] as { ckLate: string[] };
    await one.end(1, new Error("no"));
    const response = await lateAnswerStream({ lateAnswers, failure: FAILED })(
      new Request("https://bot.example/", { headers: { authorization: `Bearer ${ckLate[0]!}` } }),
    );
    expect(await response.text()).toContain(JSON.stringify(`Because.\n\n${FAILED}`));
    expect(messageOf(await ada.asks("List"))).toBe("Nothing.");
    expect(ada.broadcast).toEqual({ topic: "why", ckLate: [] });
  });
});

describe("an answer that a handler has taken and that cannot go out with its failure", () => {
  it("waits for the next turn if there is no room", async () => {
    const { ada } = await ready("a".repeat(99_850), () => ({ failure: () => "Sorry. ".repeat(40) }));
    expect((await ada.asks("Fail")).text).not.toContain("aaa");
    expect(messageOf(await ada.asks("List"))).toBe("ready");
    expect((await ada.asks("Read")).text).toContain("aaa");
    expect(messageOf(await ada.asks("Read"))).toBe("Nothing.");
  });

  it("waits for the next turn if the caller has left, and for no other after that", async () => {
    const hanging = new Deferred();
    const Hang = action({
      execute: async (context) => {
        await takeAll(context);
        hanging.resolve();
        return new Promise<never>(() => undefined);
      },
    });
    const { one, two, ada } = await ready("Because.", (actions) => ({ actions: { ...actions, Hang } }));
    const caller = new AbortController();
    const leaving = visitor(one, { sign: () => ({ headers: {}, signal: caller.signal }) });
    leaving.broadcast = ada.broadcast;
    const left = leaving.asks("Hang");
    await hanging.promise;
    caller.abort();
    expect((await left).status).toBe(499);
    await one.idle();
    const there = [elsewhere(one, ada), elsewhere(two, ada)];
    expect(messageOf(await elsewhere(two, ada).asks("List"))).toBe("ready");
    const said = await Promise.all(there.map((each) => each.asks("Read")));
    expect(said.map(messageOf).toSorted()).toEqual(["Because.", "Nothing."]);
    expect(messageOf(await elsewhere(two, ada).asks("List"))).toBe("Nothing.");
  });

  it("waits for the next turn if it is there only after the handler's answer", async () => {
    const inner = memoryStore();
    const released = new Deferred();
    let isFirst = true;
    const store: Store = {
      ...inner,
      setIfAbsent: async (key, ...rest) => {
        const there = await inner.setIfAbsent(key, ...rest);
        if (key.endsWith(":taken") && isFirst) {
          isFirst = false;
          await released.promise;
        }
        return there;
      },
    };
    const started = startOnCue(
      (slow) => ({
        ...takingBot()(slow),
        welcome({ lateAnswers }) {
          void lateAnswers[0]?.take();
          return "Hello.";
        },
      }),
      { store },
    );
    const ada = visitor(started);
    await ada.says("Why?");
    await started.end(0, "Because.");
    await ada.sends({ todo: "welcome" });
    released.resolve();
    await new Promise(setImmediate);
    expect(messageOf(await ada.asks("Read"))).toBe("Because.");
  });
});

it("nothing is taken by what says that a handler is late", async () => {
  const late: BotDefinition["late"] = async (context) => (await takeAll(context)).join() || LATE;
  const { ada } = await ready("Because.", () => ({ late }));
  expect(messageOf(await ada.asks("Report"))).toBe(LATE);
  expect(messageOf(await ada.asks("Read"))).toBe("Because.");
});

it("whatever takes answers, and however it ends, each answer is heard once", async () => {
  // No more promises than a session can have, so that none replaces another.
  const MAX_TICKETS = 8;
  const step = fc.record({
    type: fc.constantFrom("asks", "takes", "reads", "answers", "fails"),
    at: fc.nat({ max: 1 }),
    n: fc.nat({ max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: MAX_TICKETS }), async (steps) => {
      const store = memoryStore();
      const processes = [0, 1].map(() => startOnCue(takingBot(), { store }));
      const visits = processes.map((process) => visitor(process));
      const ended = new Set<string>();
      const heard: string[] = [];
      const made = new Set<string>();
      const send = async (at: number, act: (from: Visitor) => Promise<{ text: string }>): Promise<void> => {
        heard.push((await act(visits[at]!)).text);
        visits[1 - at]!.broadcast = visits[at]!.broadcast;
      };
      const end = async (at: number, call: number, fails: boolean): Promise<void> => {
        const name = `<${at}-${call}>`;
        if (ended.has(name)) return;
        ended.add(name);
        const { todo } = processes[at]!.calls[call]!.context.request;
        // A handler that answers without what it took has said what it wanted to.
        if (todo === "fallback" && !fails) made.add(name);
        await processes[at]!.end(call, fails || todo !== "fallback" ? new Error("no") : name);
      };
      for (const { type, at, n } of steps) {
        const { length } = processes[at]!.calls;
        if (type === "asks") await send(at, (from) => from.says("Why?"));
        else if (type === "takes") await send(at, (from) => from.asks("Take", { n }));
        else if (type === "reads") await send(at, (from) => from.asks("Read"));
        else if (length > 0) await end(at, n % length, type === "fails");
      }
      for (const at of [0, 1]) for (const call of processes[at]!.calls.keys()) await end(at, call, false);
      for (let turn = 0; turn < 3; turn++) await send(0, (from) => from.asks("Read"));
      for (const name of made) {
        expect([name, heard.filter((text) => text.includes(name)).length]).toEqual([name, 1]);
      }
    }),
    { numRuns: 40 },
  );
});
