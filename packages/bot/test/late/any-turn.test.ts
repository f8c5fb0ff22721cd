import { execution, followUp, handled, note, prompt, suggestion, welcome } from "@ck/protocol";
import { describe, expect, it, vi } from "vitest";
import { action, memoryStore, optional, text, type BotDefinition, type Context, type Store } from "../../src/index.js";
import { startOnCue, stopClock, type Cued } from "./on-cue.js";
import { visitor, type BroadcastMode } from "@ck-test/visitor";

const LATE = "Still at it.";
const FAILED = "Sorry.";

stopClock();

/** A bot whose free text is slow, and all else is quick. */
const slowText =
  (more: Partial<BotDefinition> = {}) =>
  (slow: (context: Context) => never): BotDefinition => ({
    actions: {
      Quick: action({
        params: { day: optional(text()) },
        execute: () => execution("Quick.", { card: [note("own")], followup: followUp(suggestion("Own")) }),
        prompt: ({ userInput }) => (userInput === "which" ? prompt("day", "Which day?") : undefined),
        buttons: { more: () => "Clicked." },
      }),
      Broken: action({
        execute: () => {
          throw new Error("no");
        },
      }),
    },
    fallback: slow,
    welcome: () => "Hello.",
    failure: () => FAILED,
    late: LATE,
    ...more,
  });

const start = (more?: Partial<BotDefinition>, options?: Parameters<typeof startOnCue>[1]): Cued =>
  startOnCue(slowText(more), options);

describe.each<BroadcastMode>(["merges", "replaces"])("free text that is late, where broadcast %s", (mode) => {
  it("is promised, runs on, and answers the session's next free text, once", async () => {
    const { calls, end, events, errors, ...process } = start();
    const ada = visitor(process, { mode });
    expect((await ada.says("Why?")).json).toMatchObject({ status: "handled", message: LATE });
    expect(calls[0]!.context.signal.aborted).toBe(false);
    await end(0, handled("Because.", { card: [note("42")] }));
    expect((await ada.says("Well?")).json).toMatchObject({
      status: "handled",
      message: "Because.",
      card: [note("42")],
    });
    expect(calls).toHaveLength(1);
    expect((await ada.says("Why?")).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(2);
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "handed-over", "late"]);
    expect(errors).toEqual([]);
  });

  it("is a question of its own each time, whatever its wording", async () => {
    const { calls, end, ...process } = start();
    const ada = visitor(process, { mode });
    await ada.says("Why?");
    await ada.says("Why?");
    expect(calls).toHaveLength(2);
    await end(1, "Two.");
    expect((await ada.says("Well?")).json["message"]).toBe("Two.");
    await end(0, "One.");
    expect((await ada.says("Well?")).json["message"]).toBe("One.");
    expect(calls).toHaveLength(2);
  });

  it("does to the session's store what its handler did", async () => {
    const { calls, end, ...process } = start();
    const ada = visitor(process, { mode });
    ada.broadcast = { name: "Ada", old: 1 };
    await ada.says("Why?");
    ada.broadcast = { ...ada.broadcast, step: 2 };
    calls[0]!.context.broadcast = { name: "Ada", topic: "why" };
    await end(0, "Because.");
    await ada.asks("Quick");
    expect(ada.broadcast).toMatchObject({ name: "Ada", step: 2, topic: "why" });
    if (mode === "replaces") expect(ada.broadcast).not.toHaveProperty("old");
  });
});

describe("the session's next turn of any kind hands over free text", () => {
  /** Ada, whose answer is ready. */
  async function ready(answer: unknown = "Because.", more?: Partial<BotDefinition>) {
    const process = start(more);
    const ada = visitor(process);
    await ada.says("Why?");
    await process.end(0, answer);
    return { ...process, ada };
  }
  const rich = handled("Because.", { card: [note("late")], followup: followUp(suggestion("Late")) });

  it("before the outcome of an action, with the cards and follow-ups of both", async () => {
    const { ada } = await ready(rich);
    expect((await ada.asks("Quick")).json).toMatchObject({
      status: "execution",
      message: "Because.\n\nQuick.",
      card: [note("late"), note("own")],
      followup: { suggestions: [{ message: "Late" }, { message: "Own" }] },
    });
    expect((await ada.asks("Quick")).json["message"]).toBe("Quick.");
  });

  it.each<[string, object, object]>([
    ["a click", { todo: "button", button_id: "more", action: "Quick" }, { message: "Because.\n\nClicked." }],
    ["a greeting", { todo: "welcome" }, { welcome_response: { message: "Because.\n\nHello." } }],
    ["a failure of the platform", { todo: "failure" }, { message: "Because.\n\nSorry." }],
    ["a failure of a handler", { todo: "execute", action: "Broken" }, { message: "Because.\n\nSorry." }],
    ["a question", { todo: "prompt", action: "Quick", userInput: "which" }, { message: "Because.\n\nWhich day?" }],
  ])("before what %s says", async (_, body, expected) => {
    const { ada, calls } = await ready();
    expect((await ada.sends(body)).json).toMatchObject(expected);
    expect((await ada.asks("Quick")).json["message"]).toBe("Quick.");
    expect(calls).toHaveLength(1);
  });

  it("with its cards and follow-ups also before a greeting, which has other places for them", async () => {
    const { ada } = await ready(rich, { welcome: () => welcome("Hello.", { card: [note("own")] }) });
    expect((await ada.sends({ todo: "welcome" })).json).toMatchObject({
      welcome_response: {
        message: "Because.\n\nHello.",
        card: [note("late"), note("own")],
        followup: { suggestions: [{ message: "Late" }] },
      },
    });
  });

  it.each([
    ["that says nothing", "Because.", { todo: "prompt", action: "Quick", paramsToPrompt: ["day"] }],
    ["that is a question, while it has cards", rich, { todo: "prompt", action: "Quick", userInput: "which" }],
  ])("but not one %s: it waits", async (_, answer, body) => {
    const { ada } = await ready(answer);
    expect((await ada.sends(body)).text).not.toContain("Because.");
    expect((await ada.asks("Quick")).json["message"]).toBe("Because.\n\nQuick.");
  });

  it("before the promise of another", async () => {
    const { calls, end, ...process } = startOnCue((slow) => ({
      actions: { Report: action({ execute: slow }) },
      fallback: slow,
      late: LATE,
    }));
    const ada = visitor(process);
    await ada.says("Why?");
    await end(0, "Because.");
    expect((await ada.asks("Report")).json["message"]).toBe(`Because.\n\n${LATE}`);
    await end(1, "The report.");
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
    expect(calls).toHaveLength(2);
  });

  it("all that are ready, in the order of the questions", async () => {
    const { end, ada } = await ready();
    // The first goes out in place of the answer to the second, so ask two more.
    await ada.says("taken");
    await ada.says("one");
    await ada.says("two");
    await end(2, "Two.");
    await end(1, "One.");
    expect((await ada.says("Well?")).json["message"]).toBe("One.\n\nTwo.");
  });

  it("as far as there is room: the rest waits", async () => {
    const { end, ada, calls } = await ready("a".repeat(60_000));
    await ada.says("taken");
    await ada.says("one");
    await ada.says("two");
    await end(1, "b".repeat(60_000));
    await end(2, "c".repeat(60_000));
    const lengths: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const { json, text } = await ada.asks("Quick");
      lengths.push((json["message"] as string).replace(/(.)\1{59999}/g, "$1 many"));
      expect(text.length).toBeLessThan(100_000);
    }
    expect(lengths).toEqual(["b many\n\nQuick.", "c many\n\nQuick.", "Quick."]);
    expect(calls).toHaveLength(3);
  });

  it("and never costs an answer that fills the limit by itself", async () => {
    const full = execution("x".repeat(99_700));
    const { ada } = await ready("Because.".repeat(100), {
      actions: { Large: action({ execute: () => full }), Quick: action({ execute: () => "Quick." }) },
    });
    expect((await ada.asks("Large")).json["message"]).toBe(full.message);
    expect((await ada.asks("Quick")).json["message"]).toMatch(/^(Because\.)+\n\nQuick\.$/);
  });
});

describe("free text that failed late", () => {
  it("gets the failure answer at the next free text, once, and is no other turn's business", async () => {
    const { end, errors, calls, ...process } = start();
    const ada = visitor(process);
    await ada.says("Why?");
    await end(0, new Error("no model"));
    expect(errors.map(({ code }) => code)).toEqual(["ERR_HANDLER_FAILED"]);
    expect((await ada.asks("Quick")).json["message"]).toBe("Quick.");
    expect((await ada.says("Well?")).json["message"]).toBe(FAILED);
    expect(calls).toHaveLength(1);
    expect((await ada.says("Well?")).json["message"]).toBe(LATE);
  });
});

describe("context.lateAnswers", () => {
  it("lets a handler take an answer, once, with what it did to the session's store", async () => {
    const takes: unknown[] = [];
    const { calls, end, ...process } = startOnCue(
      slowText({
        handOver: [],
        welcome: async ({ lateAnswers }) => {
          for (const { todo, action, state, take } of lateAnswers) {
            takes.push({ todo, action, state }, await take(), await take());
          }
          return "Hello.";
        },
      }),
    );
    const ada = visitor(process);
    await ada.says("Why?");
    calls[0]!.context.broadcast["topic"] = "why";
    await ada.sends({ todo: "welcome" });
    expect(takes).toEqual([{ todo: "fallback", action: undefined, state: "running" }, undefined, undefined]);
    await end(0, handled("Because.", { card: [note("42")] }));
    // Nothing goes out by itself.
    expect((await ada.asks("Quick")).json["message"]).toBe("Quick.");
    expect((await ada.sends({ todo: "welcome" })).json).toMatchObject({ broadcast: { topic: "why" } });
    expect(takes.slice(3)).toEqual([
      { todo: "fallback", action: undefined, state: "ready" },
      { message: "Because.", card: [note("42")] },
      undefined,
    ]);
    await ada.sends({ todo: "welcome" });
    expect(takes).toHaveLength(6);
  });

  it("lets a handler drop what failed", async () => {
    const welcome: BotDefinition["welcome"] = async ({ lateAnswers }) => {
      for (const { take } of lateAnswers) await take();
      return `${lateAnswers.map(({ state }) => state).join()}.`;
    };
    const { end, ...process } = start({ handOver: [], welcome });
    const ada = visitor(process);
    await ada.says("Why?");
    await end(0, new Error("no"));
    expect((await ada.sends({ todo: "welcome" })).json).toEqual({ welcome_response: { message: "failed." } });
    expect((await ada.sends({ todo: "welcome" })).json).toEqual({ welcome_response: { message: "." } });
  });

  it("loses nothing that was taken by a handler which then fails", async () => {
    const welcome: BotDefinition["welcome"] = async ({ lateAnswers }) => {
      await lateAnswers[0]?.take();
      throw new Error("no");
    };
    const { calls, end, ...process } = start({
      handOver: [],
      welcome,
      actions: { Quick: action({ execute: welcome as never }) },
    });
    const ada = visitor(process);
    await ada.says("Why?");
    calls[0]!.context.broadcast["topic"] = "why";
    await end(0, "Because.");
    const { json } = await ada.asks("Quick");
    expect(json).toMatchObject({ message: `Because.\n\n${FAILED}`, broadcast: { topic: "why", ckLate: [] } });
    expect((await ada.asks("Quick")).json["message"]).toBe(FAILED);
  });
});

describe("what nobody would hear is not taken", () => {
  /** Ada, whose answer is ready, and a bot that keeps how to take it. */
  async function kept(answer: (slow: (context: Context) => never, context: Context) => unknown) {
    const takes: (() => Promise<unknown>)[] = [];
    const process = startOnCue((slow) => ({
      ...slowText({ handOver: [] })(slow),
      welcome(context) {
        takes.push(...context.lateAnswers.map(({ take }) => take));
        return answer(slow, context) as string;
      },
    }));
    const ada = visitor(process);
    await ada.says("Why?");
    await process.end(0, "Because.");
    await ada.sends({ todo: "welcome" });
    return { ...process, ada, take: takes[0]! };
  }

  it("by a handler whose answer is out", async () => {
    const { ada, take } = await kept(() => "Hello.");
    expect(await take()).toBe(undefined);
    expect((await ada.says("Well?")).json["message"]).toBe(LATE);
    expect(ada.broadcast["ckLate"]).toHaveLength(2);
  });

  it("by a handler that was aborted", async () => {
    const { take } = await kept((slow, context) => slow(context));
    expect(await take()).toBe(undefined);
  });

  it("while a handler that runs on may take it, and says it late", async () => {
    const { calls, end, ...process } = start({ handOver: [] });
    const ada = visitor(process);
    await ada.says("Why?");
    await end(0, "Because.");
    await ada.says("And?");
    const taken = await calls[1]!.context.lateAnswers[0]!.take();
    expect(taken).toEqual({ message: "Because." });
    await end(1, "And so on.");
    expect(await calls[1]!.context.lateAnswers[0]!.take()).toBe(undefined);
  });
});

describe("a click that is late", () => {
  const slowButton =
    (more: Partial<BotDefinition> = {}) =>
    (slow: (context: Context) => never): BotDefinition => ({
      actions: { Book: action({ execute: () => "x", buttons: { go: slow } }) },
      button: slow,
      fallback: () => "Yes?",
      late: LATE,
      ...more,
    });

  it("is answered when the same button is clicked again, and not done twice", async () => {
    const { calls, end, ...process } = startOnCue(slowButton());
    const ada = visitor(process);
    const data = { room: 1, with: { view: true, bath: true } };
    expect((await ada.clicks("go", { action: "Book", data })).json).toMatchObject({
      status: "execution",
      message: LATE,
    });
    expect((await ada.clicks("go", { action: "Book", data })).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(1);
    await end(0, "Booked.");
    expect((await ada.says("Well?")).json["message"]).toBe("Yes?");
    const sameData = { with: { bath: true, view: true }, room: 1 };
    expect((await ada.clicks("go", { action: "Book", data: sameData })).json["message"]).toBe("Booked.");
    expect(calls).toHaveLength(1);
  });

  it("is another question with other data, another button or another action", async () => {
    const { calls, end, ...process } = startOnCue(slowButton());
    const ada = visitor(process);
    const clicks: Parameters<typeof ada.clicks>[] = [
      ["go", { action: "Book", data: { room: 1 } }],
      ["go", { action: "Book", data: { room: 2 } }],
      ["other", { action: "Book", data: { room: 1 } }],
      ["go", { action: "Unknown", data: { room: 1 } }],
    ];
    for (const click of clicks) await ada.clicks(...click);
    expect(calls).toHaveLength(4);
    for (const n of clicks.keys()) await end(n, `Answer ${n}.`);
    for (const [n, click] of clicks.entries())
      expect((await ada.clicks(...click)).json["message"]).toBe(`Answer ${n}.`);
  });

  it("goes out by itself where the bot says so", async () => {
    const { end, ...process } = startOnCue(slowButton({ handOver: ["button"] }));
    const ada = visitor(process);
    await ada.clicks("go", { action: "Book" });
    await end(0, execution("Booked.", { card: [note("42")], data: { not: "shown" } }));
    expect((await ada.says("Well?")).json).toMatchObject({ status: "handled", message: "Booked.", card: [note("42")] });
  });
});

describe("a reply that is late", () => {
  const replies = (day: string): object => ({
    todo: "prompt",
    action: "Apply",
    previousParam: "day",
    userInput: day,
    params: { day },
    paramsToPrompt: ["type"],
  });
  async function replied(answer: unknown, more: Partial<BotDefinition> = {}) {
    const process = startOnCue((slow) => ({
      actions: { Apply: action({ params: { day: text(), type: text() }, prompt: slow, execute: () => "Done." }) },
      fallback: ({ lateAnswers }) =>
        lateAnswers.map(({ todo, action, state }) => `${todo} ${action} ${state}`).join() || "None.",
      late: LATE,
      ...more,
    }));
    const ada = visitor(process);
    expect((await ada.sends(replies("Monday"))).json).toMatchObject({ status: "execution", message: LATE });
    await process.end(0, answer);
    return { ...process, ada };
  }

  it.each<[string, unknown, object]>([
    [
      "a question with options",
      prompt("type", "Which type?", { options: [{ id: "sick", label: "Sick" }] }),
      { status: "prompt", message: "Which type?", prompt: { param_name: "type", options: [{ id: "sick" }] } },
    ],
    ["nothing, so that the platform asks on", undefined, { todo: "prompt" }],
    ["the end of the action", "No days are left.", { status: "execution", message: "No days are left." }],
  ])("gets its answer when the same is replied again: %s", async (_, answer, expected) => {
    const { ada, calls } = await replied(answer);
    expect((await ada.says("Well?")).json["message"]).toBe("prompt Apply ready");
    expect((await ada.sends(replies("Monday"))).json).toMatchObject(expected);
    expect(calls).toHaveLength(1);
    expect((await ada.says("Well?")).json["message"]).toBe("None.");
  });

  it("is another question with another reply", async () => {
    const { ada, calls } = await replied("No days are left.");
    expect((await ada.sends(replies("Tuesday"))).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(2);
  });

  it("goes out by itself if it ends the action; what goes on with it waits for the action", async () => {
    const handOver = ["prompt"] as const;
    const ended = await replied("No days are left.", { handOver });
    expect((await ended.ada.says("Well?")).json["message"]).toBe("No days are left.");
    const asking = await replied(prompt("type", "Which type?"), {
      handOver,
      fallback: async ({ lateAnswers }) => typeof (await lateAnswers[0]?.take()),
    });
    expect((await asking.ada.says("Well?")).json["message"]).toBe("undefined");
    expect((await asking.ada.sends(replies("Monday"))).json["message"]).toBe("Which type?");
  });
});

describe("a handler that cannot be late never promises to be", () => {
  it.each([
    ["welcome", { welcome_response: { message: FAILED } }],
    ["failure", { message: expect.stringMatching(/^Sorry, something went wrong/) as string }],
  ] as const)("%s", async (todo, expected) => {
    const { calls, errors, ...process } = startOnCue((slow) => ({
      actions: {},
      [todo]: slow,
      late: LATE,
      ...(todo === "welcome" && { failure: () => FAILED }),
    }));
    expect((await visitor(process).sends({ todo })).json).toEqual(expected);
    expect(calls[0]!.context.signal.aborted).toBe(true);
    expect(errors).toEqual([
      expect.objectContaining({
        code: "ERR_DEADLINE",
        message: expect.stringContaining(`${todo} cannot be late`) as string,
      }),
    ]);
  });

  it("nor one too many in the process", async () => {
    const { calls, errors, events, ...process } = start({}, { lateAnswers: { store: memoryStore(), maxRunning: 1 } });
    await visitor(process).says("Why?");
    expect((await visitor(process).says("Why?")).json).toEqual(handled(FAILED));
    expect(calls.map(({ context }) => context.signal.aborted)).toEqual([false, true]);
    expect(errors[0]).toMatchObject({ code: "ERR_DEADLINE", message: expect.stringContaining("maxRunning") as string });
    expect(events.map(({ outcome }) => outcome)).toEqual(["late", "failed"]);
  });

  it("nor one too many in the session: ten messages while the first runs cost no answer that was promised", async () => {
    const { calls, end, ...process } = start();
    const ada = visitor(process);
    const said: unknown[] = [];
    for (let n = 0; n < 10; n++) said.push((await ada.says(`Message ${n}`)).json["message"]);
    expect(said).toEqual([...Array<string>(8).fill(LATE), FAILED, FAILED]);
    expect(calls.map(({ context }) => context.signal.aborted)).toEqual([...Array<boolean>(8).fill(false), true, true]);
    for (let n = 0; n < 8; n++) await end(n, `Answer ${n}.`);
    const answers = Array.from({ length: 8 }, (_, n) => `Answer ${n}.`);
    expect((await ada.says("Well?")).json["message"]).toBe(answers.join("\n\n"));
  });

  it("while what can be asked for again, or is worth nothing, makes room for free text", async () => {
    const { calls, end, ...process } = startOnCue((slow) => ({
      actions: { Report: action({ execute: slow }) },
      fallback: slow,
      late: LATE,
    }));
    const ada = visitor(process);
    for (let n = 0; n < 8; n++) await ada.asks("Report", { n });
    expect((await ada.says("Why?")).json["message"]).toBe(LATE);
    await end(8, "Because.");
    expect((await ada.says("Well?")).json["message"]).toBe("Because.");
    const eve = visitor(process);
    const forged = { todo: "fallback", question: "0".repeat(32), until: 9e15 };
    eve.broadcast = { ckLate: Array.from({ length: 8 }, (_, n) => ({ ...forged, token: String(n).repeat(48) })) };
    expect((await eve.says("Why?")).json["message"]).toBe(LATE);
    await end(calls.length - 1, "For Eve.");
    expect((await eve.says("Well?")).json["message"]).toBe("For Eve.");
  });
});

describe("a store that hangs while an answer is handed over", () => {
  it("costs the turn no more than its time-out", async () => {
    const inner = memoryStore();
    let isHanging = false;
    const store: Store = {
      ...inner,
      setIfAbsent: (...args) => (isHanging ? new Promise(() => undefined) : inner.setIfAbsent(...args)),
    };
    const { end, errors, ...process } = start({}, { store });
    const ada = visitor(process);
    await ada.says("Why?");
    await end(0, "Because.");
    isHanging = true;
    const sent = ada.asks("Quick");
    // The lookup of the session, and then the time-out.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(["ERR_STORE"]));
    expect((await sent).json["message"]).toBe("Because.\n\nQuick.");
    expect(performance.now()).toBeLessThan(2 * 4500 + 1000);
  });
});
