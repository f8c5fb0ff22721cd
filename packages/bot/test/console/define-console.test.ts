import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { MAX_BUTTONS } from "@ck/protocol";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { talk } from "@ck-test/talk";
import {
  action,
  BOT_CHANNEL,
  boolean,
  button,
  createBot,
  date,
  dateTime,
  decimal,
  defineConsole,
  email,
  integer,
  isBotError,
  multiSelection,
  optional,
  range,
  receive,
  schema,
  selection,
  text,
  time,
  user,
} from "../../src/index.js";

const leave = action({
  sentences: ["apply for leave", "book two days off"],
  params: {
    leaveType: selection({ casual: "Casual leave", sick: "Sick leave" }, { prompt: "Which kind of leave?" }),
    days: integer({ min: 1, prompt: "How many days?" }),
    note: optional(text({ ask: "Anything else?" })),
  },
  buttons: {
    saveDraft: button("Save as a draft", ({ params, buttonId }) => {
      expectTypeOf(params.days).toEqualTypeOf<number | undefined>();
      return `${buttonId}: ${String(params.days)}`;
    }),
    fromCard: () => "clicked",
  },
  followups: ["Balance", { text: "Bye" }],
  execute: ({ params }) => `${params.days.toFixed()} days of ${params.leaveType} leave.`,
});

const bot = createBot({
  name: "leave_bot",
  actions: { ApplyLeave: leave, Balance: action({ execute: () => "12 days are left." }) },
  welcome: () => "Hello!",
});

/** The error that a declaration throws. */
function refusal(declare: () => unknown): string {
  try {
    declare();
  } catch (error) {
    if (isBotError(error)) return `${error.code}: ${error.message}`;
  }
  throw new Error("It was accepted.");
}

describe("a bot describes itself", () => {
  it("with sentences, params, prompts, options, custom buttons, follow-ups and its handlers", () => {
    expect(defineConsole(bot)).toEqual({
      name: "leave_bot",
      webhook: { url: "http://localhost:3000/convokraft", invocation: "every-message", secured: true },
      handlers: { welcome: true, fallback: false, failure: false },
      actions: [
        {
          namespace: "ApplyLeave",
          sentences: ["apply for leave", "book two days off"],
          params: [
            {
              name: "leaveType",
              type: "selection",
              prompt: "Which kind of leave?",
              options: [
                { id: "casual", label: "Casual leave" },
                { id: "sick", label: "Sick leave" },
              ],
            },
            { name: "days", type: "integer", prompt: "How many days?" },
            { name: "note", type: "string", prompt: "Anything else?", optional: true },
          ],
          buttons: [{ id: "saveDraft", label: "Save as a draft" }],
          followups: ["Balance", { text: "Bye" }],
        },
        { namespace: "Balance", params: [], buttons: [], followups: [] },
      ],
    });
  });

  it("with another name, URL or security if these are given", () => {
    const { name, webhook } = defineConsole(bot, { name: "other", url: "https://example.com/hook", secured: false });
    expect({ name, webhook }).toEqual({
      name: "other",
      webhook: { url: "https://example.com/hook", invocation: "every-message", secured: false },
    });
  });

  it("with the console's type of every kind of param", () => {
    const params = {
      text: text(),
      email: email(),
      integer: integer(),
      decimal: decimal(),
      boolean: boolean(),
      date: date(),
      dateTime: dateTime(),
      time: time(),
      user: user(),
      selection: selection({ a: "A" }),
      multiSelection: multiSelection({ a: "A" }),
      integers: range(integer()),
      decimals: range(decimal()),
      dates: range(date()),
      dateTimes: range(dateTime()),
      times: range(time()),
      texts: range(text()),
      zod: z.string(),
      zodOptional: z.string().optional(),
      zodLater: z.string().refine(async () => Promise.reject(new Error("The database is down."))),
      schema: schema(z.coerce.number(), { type: "integer", prompt: "How many?" }),
      kept: optional(date()),
    };
    const described = defineConsole(createBot({ actions: { A: action({ params, execute: () => "" }) } }));
    expect(described.actions[0]?.params.map(({ name, type, optional: open }) => [name, type, open ?? false])).toEqual([
      ["text", "string", false],
      ["email", "email", false],
      ["integer", "integer", false],
      ["decimal", "decimal", false],
      ["boolean", "boolean", false],
      ["date", "date", false],
      ["dateTime", "date-time", false],
      ["time", "time", false],
      ["user", "user", false],
      ["selection", "selection", false],
      ["multiSelection", "multi-selection", false],
      ["integers", "integer-range", false],
      ["decimals", "decimal-range", false],
      ["dates", "date-range", false],
      ["dateTimes", "date-time-range", false],
      ["times", "time-range", false],
      ["texts", "string", false],
      ["zod", "string", false],
      ["zodOptional", "string", true],
      ["zodLater", "string", false],
      ["schema", "integer", false],
      ["kept", "date", true],
    ]);
  });

  it("without the handlers of buttons that the console does not have, however many", () => {
    const buttons = Object.fromEntries(Array.from({ length: MAX_BUTTONS + 1 }, (_, index) => [`b${index}`, () => ""]));
    const described = defineConsole(createBot({ actions: { A: action({ buttons, execute: () => "" }) } }));
    expect(described.actions[0]?.buttons).toEqual([]);
  });
});

describe("what describes a bot changes no answer", () => {
  it("neither the question for a missing param, which stays that of the webhook, nor a click", async () => {
    const { send } = talk(bot);
    const asked = await send({ todo: "execute", action: "ApplyLeave", params: { leaveType: "sick" } });
    expect(asked.json["message"]).toBe("Please give the days.");
    const clicked = await send({
      todo: "button",
      action: "ApplyLeave",
      button_id: "saveDraft",
      params: { days: "2" },
      data: {},
    });
    expect(clicked.json["message"]).toBe("saveDraft: 2");
  });
});

describe("a bot that is mounted is published for tools", () => {
  it("by itself, and without effect on the bot if a tool fails", () => {
    const seen: unknown[] = [];
    const follow = (published: unknown): void => {
      seen.push(published);
      throw new Error("The tool is broken.");
    };
    subscribe(BOT_CHANNEL, follow);
    receive(bot, { publicKey: false });
    unsubscribe(BOT_CHANNEL, follow);
    receive(bot, { publicKey: false });
    expect(seen).toEqual([bot]);
  });
});

describe("a wrong description is refused where it is written", () => {
  const odd = (value: unknown): never => value as never;
  const run = (): string => "";

  it.each<[string, () => unknown, string]>([
    [
      "an unknown key of the bot",
      () => createBot(odd({ actions: {}, fallbak: run })),
      "ERR_INVALID_OPTION: Unknown option `fallbak`. Did you mean `fallback`?",
    ],
    [
      "an unknown key of an action",
      () => createBot({ actions: { A: odd({ sentence: [], execute: run }) } }),
      "ERR_INVALID_OPTION: Unknown option `sentence`. Did you mean `sentences`?",
    ],
    [
      "sentences that are one text",
      () => createBot({ actions: { A: odd({ sentences: "apply", execute: run }) } }),
      "ERR_INVALID_BOT: actions.A.sentences must be a list; got a string.",
    ],
    [
      "a blank sentence",
      () => createBot({ actions: { A: { sentences: ["apply", " "], execute: run } } }),
      "ERR_INVALID_BOT: actions.A.sentences[1] must be a text; got a blank string.",
    ],
    [
      "follow-ups that are no list",
      () => createBot({ actions: { A: odd({ followups: {}, execute: run }) } }),
      "ERR_INVALID_BOT: actions.A.followups must be a list; got an object.",
    ],
    ["a name that is no text", () => createBot({ name: odd(7), actions: {} }), "ERR_INVALID_BOT: name must be a text"],
    [
      "a button without a caption",
      () => button(odd(run), odd(undefined)),
      "ERR_INVALID_OPTION: button takes the caption",
    ],
    ["a button without a handler", () => button("Save", odd("run")), "ERR_INVALID_OPTION: button takes the handler"],
    ["a blank prompt", () => integer({ prompt: "" }), "ERR_INVALID_OPTION: integer: prompt must be what the visitor"],
    ["a type that is none", () => schema(z.string(), { type: odd("int") }), "ERR_INVALID_OPTION: schema: type must be"],
    [
      "choices without a list of them",
      () => schema(z.string(), { type: odd("selection") }),
      "ERR_INVALID_OPTION: schema: type must be",
    ],
    [
      "an unknown option",
      () => defineConsole(bot, odd({ nmae: "x" })),
      "ERR_INVALID_OPTION: Unknown option `nmae`. Did you mean `name`?",
    ],
  ])("%s", (_, declare, message) => {
    expect(refusal(declare)).toContain(message);
  });

  it("but an instance of a class may have fields of its own", () => {
    class Leave {
      readonly table = "leaves";
      execute(): string {
        return this.table;
      }
    }
    expect(() => createBot({ actions: { A: new Leave() } })).not.toThrow();
  });
});
