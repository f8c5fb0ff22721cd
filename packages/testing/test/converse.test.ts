import { setImmediate } from "node:timers/promises";
import { action, boolean, createBot, date, integer, multiSelection, optional, selection, text } from "@ck/bot";
import { defineEmulatedBot } from "@ck/emulator";
import { execution, note, option, prompt } from "@ck/protocol";
import { converse } from "@ck/testing";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";

const bot = createBot({
  actions: {
    ApplyLeave: action({
      params: {
        leaveType: selection({ casual: "Casual leave", sick: "Sick leave" }),
        days: integer({ min: 1 }),
        reason: optional(text()),
      },
      prompt(context) {
        const { params, previousParam } = context;
        context.cache = {
          ...context.cache,
          asked: [...((context.cache["asked"] as string[] | undefined) ?? []), previousParam],
        };
        if (previousParam === "leaveType" && params.leaveType === "casual")
          return prompt("leaveType", "No casual leave is left.", { options: [option("sick", "Sick leave")] });
        return undefined;
      },
      execute(context) {
        context.broadcast = { ...context.broadcast, booked: context.params.days };
        return execution(`${context.params.days} days of ${context.params.leaveType} leave.`, {
          card: [note("Rest!")],
        });
      },
      buttons: { saveDraft: ({ data }) => `Saved ${JSON.stringify(data)}.` },
    }),
    Throw: action({ execute: () => Promise.reject(new Error("the database is gone")) }),
    Wait: action({ execute: () => new Promise<string>(() => undefined) }),
    Since: action({ params: { from: date() }, execute: ({ params }) => params.from.toISOString() }),
  },
  welcome: ({ clientData }) => `Hello ${String(clientData["name"])}!`,
  fallback: ({ userInput, broadcast }) => `You said ${userInput}; booked: ${String(broadcast["booked"])}.`,
  failure: () => "Sorry.",
  late: "Not yet.",
});

describe("a visitor", () => {
  it("is asked for what the bot declares, and the handlers are called as the platform calls them", async () => {
    const chat = converse(bot, { clientData: { name: "Sam" } });
    expect((await chat.open()).text).toBe("Hello Sam!");
    expect((await chat.say("apply leave")).messages.at(-1)?.options.map(({ id }) => id)).toEqual(["casual", "sick"]);
    expect((await chat.choose("casual")).text).toBe("No casual leave is left.");
    expect(chat.cache).toEqual({ asked: ["leaveType"] });
    expect(chat.state.action?.namespace).toBe("ApplyLeave");
    await chat.choose("sick");
    const { text, messages } = await chat.say("3");
    expect(text).toBe("3 days of sick leave.");
    expect(messages.at(-1)?.cards).toEqual([{ type: "note", content: "Rest!" }]);
    expect(chat.exchanges.map(({ request }) => request.todo)).toEqual([
      "welcome",
      "prompt",
      "prompt",
      "prompt",
      "execute",
    ]);
    expect(chat.broadcast).toEqual({ booked: 3 });
    expect(chat.cache).toEqual({});
    expect((await chat.say("sing")).text).toBe("You said sing; booked: 3.");
    expect((await chat.click("saveDraft", { draft: 7 })).text).toBe('Saved {"draft":7}.');
  });

  it("chooses several of a multi selection, by ids and in words", async () => {
    const fruit = multiSelection({ a: "Apples", b: "Pears", c: "Cherries" });
    const basket = createBot({
      actions: { Pick: action({ params: { fruit }, execute: ({ params }) => params.fruit.join(" and ") }) },
    });
    for (const choose of ["choose", "say"] as const) {
      const chat = converse(basket);
      await chat.say("pick");
      const { text } = choose === "choose" ? await chat.choose("a", "c") : await chat.say("Apples, Cherries");
      expect(text).toBe("a and c");
    }
  });

  it("is played by the console's own definition where there is one", async () => {
    const definition = defineEmulatedBot({
      name: "leave",
      webhook: "http://localhost/",
      actions: [
        { namespace: "Since", sentences: ["since when"], params: [{ name: "from", type: "date", prompt: "When?" }] },
      ],
    });
    const chat = converse(bot, { definition, now: () => new Date("2027-05-01T12:00:00Z") });
    expect((await chat.say("since when")).text).toBe("When?");
    expect((await chat.say("tomorrow")).text).toMatch(/^2027-05-02T/);
    // Switched off in the definition.
    expect((await converse(bot, { definition }).open()).text).toBe("");
  });

  it("cannot do what the platform does not offer", async () => {
    const chat = converse(bot);
    await expect(chat.choose("sick")).rejects.toMatchObject({ code: "ERR_NOT_OFFERED" });
    await expect(chat.say(" ")).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect((await chat.say("apply leave")).text).toContain("leave type");
  });

  it("needs a bot that the console would take; a handler does not", async () => {
    const odd = createBot({ actions: { Odd: action({ params: { "9 lives": boolean() }, execute: () => "Fine." }) } });
    const chat = converse(odd);
    await expect(chat.say("odd")).rejects.toMatchObject({ code: "ERR_DEFINITION" });
    expect((await chat.execute("Odd", { params: { "9 lives": true } })).message).toBe("Fine.");
  });
});

describe("one handler", () => {
  it("is called with what the test says, and its answer comes parsed", async () => {
    const chat = converse(bot);
    expect(
      await chat.prompt("ApplyLeave", { params: { leaveType: "casual" }, previousParam: "leaveType" }),
    ).toMatchObject({
      status: "prompt",
      prompt: { param_name: "leaveType", options: [{ id: "sick", label: "Sick leave" }] },
    });
    expect(
      await chat.prompt("ApplyLeave", { params: { leaveType: "sick" }, previousParam: "leaveType" }),
    ).toMatchObject({
      todo: "prompt",
    });
    expect(chat.cache).toEqual({ asked: ["leaveType", "leaveType"] });
    expect(chat.exchanges.at(-1)?.request["paramsToPrompt"]).toEqual(["days", "reason"]);
    const done = await chat.execute("ApplyLeave", { params: { leaveType: "sick", days: 2 } });
    expect(done.message).toBe("2 days of sick leave.");
    expect([chat.broadcast, chat.cache]).toEqual([{ booked: 2 }, {}]);
    expect((await chat.fallback("hm")).message).toBe("You said hm; booked: 2.");
    expect((await chat.button("ApplyLeave", "saveDraft", { data: { draft: 1 } })).message).toBe('Saved {"draft":1}.');
    expect((await chat.welcome()).welcome_response.message).toBe("Hello undefined!");
    expect((await chat.failure()).message).toBe("Sorry.");
  });

  it("is asked again for a value that does not decode", async () => {
    const again = await converse(bot).execute("ApplyLeave", { params: { leaveType: "sick", days: "soon" } });
    expect(again).toMatchObject({ status: "prompt", prompt: { param_name: "days" } });
  });

  it("takes a Date as it goes over the wire", async () => {
    const from = new Date("2027-05-03T00:00:00Z");
    expect((await converse(bot).execute("Since", { params: { from } })).message).toBe(from.toISOString());
  });

  it("fails the test where it throws, and is heard out where the test wants that", async () => {
    const strict = converse(bot);
    const thrown = { code: "ERR_HANDLER_FAILED", cause: new Error("the database is gone") };
    await expect(strict.execute("Throw")).rejects.toMatchObject(thrown);
    await expect(strict.say("throw")).rejects.toMatchObject(thrown);
    expect((await strict.fallback("still there?")).status).toBe("handled");

    const patient = converse(bot, { failures: "keep" });
    expect((await patient.execute("Throw")).message).toBe("Sorry.");
    expect(patient.errors).toEqual([expect.objectContaining(thrown)]);
  });

  it("fails the test where its request is refused, in a turn of the visitor too", async () => {
    const refused = "The bot answered execute with 413.";
    const options = { maxBodyBytes: 10 };
    await expect(converse(bot, options).execute("Wait")).rejects.toThrow(refused);
    await expect(converse(bot, options).say("wait")).rejects.toThrow("The bot answered prompt with 413.");

    const patient = converse(bot, { ...options, failures: "keep" });
    expect((await patient.say("wait")).messages.at(-1)?.failure).toBe(true);
    await expect(patient.execute("Wait")).rejects.toThrow(refused);
  });

  it("is called one after the other, also where nobody waits", async () => {
    const order: string[] = [];
    const slow = createBot({
      actions: {
        Slow: action({
          async execute() {
            await setImmediate();
            order.push("slow");
            return "Slow.";
          },
        }),
        Quick: action({ execute: () => (order.push("quick"), "Quick.") }),
      },
    });
    const chat = converse(slow);
    const both = await Promise.all([chat.execute("Slow"), chat.execute("Quick")]);
    expect([order, both.map(({ message }) => message)]).toEqual([
      ["slow", "quick"],
      ["Slow.", "Quick."],
    ]);
  });
});

describe("faked time", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("passes a deadline without waiting for it", async () => {
    const chat = converse(bot);
    const answer = chat.execute("Wait");
    await vi.advanceTimersByTimeAsync(4499);
    expect(chat.exchanges).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await answer).message).toBe("Not yet.");
    expect(chat.errors).toMatchObject([{ code: "ERR_DEADLINE" }]);
  });

  it("passes while a turn of the visitor is at its second request", async () => {
    const chat = converse(bot);
    const turn = chat.say("wait");
    await setImmediate();
    vi.advanceTimersByTime(4500);
    expect((await turn).text).toBe("Not yet.");
    expect(chat.exchanges.map(({ request }) => request.todo)).toEqual(["prompt", "execute"]);
  });

  it("is the platform's clock too", async () => {
    vi.setSystemTime(new Date("2027-05-01T12:00:00Z"));
    const definition = defineEmulatedBot({
      name: "leave",
      webhook: "http://localhost/",
      actions: [{ namespace: "Since", sentences: ["since"], params: [{ name: "from", type: "date" }] }],
    });
    const chat = converse(bot, { definition });
    await chat.say("since");
    expect((await chat.say("tomorrow")).text).toMatch(/^2027-05-02T/);
  });
});

it("names of actions, params and buttons are those of the bot", () => {
  const chat = converse(bot);
  expectTypeOf(chat.execute<"Since">)
    .parameter(1)
    .toExtend<{ readonly params?: { readonly from?: unknown } } | undefined>();
  const compileOnly = (): unknown => [
    // @ts-expect-error no such action
    chat.execute("Aply"),
    // @ts-expect-error no such param
    chat.execute("Since", { params: { form: 1 } }),
    // @ts-expect-error no such param
    chat.prompt("Since", { previousParam: "form" }),
    // Where a bot's type is erased, any name may be right.
    converse(bot as Parameters<typeof converse>[0]).execute("Aply", { params: { form: 1 } }),
  ];
  expect(compileOnly).toBeTypeOf("function");
});
