import { describe, expect, it } from "vitest";
import type { EmulatedBotDefinition } from "../../src/core.js";
import { NOT_UNDERSTOOD } from "../../src/engine/turn/say.js";
import { leaveBot } from "../support/leave-bot.js";
import { askNext, done, drive, proceed, prompts, spoken, talkTo } from "./drive.js";

const bot = (more: Partial<EmulatedBotDefinition> = {}) => leaveBot("http://localhost/", more);
const contextEnd = { webhook: { url: "http://localhost/", secured: false, invocation: "context-end" } } as const;
const noHandlers = { handlers: { welcome: false, fallback: false, failure: false } };
const OPEN = { type: "open" } as const;
const choose = (...ids: string[]) => ({ type: "choose", ids }) as const;
const click = (id: string, data?: Record<string, unknown>) => ({ type: "click", id, ...(data && { data }) }) as const;

describe("opening and what fits nothing", () => {
  it("asks for a greeting, and shows it with its cards", () => {
    const card = [{ type: "note", content: "n" }];
    const { messages, requests } = drive(talkTo(), OPEN, { welcome_response: { message: "Hi", card } });
    expect(messages).toMatchObject([{ role: "bot", text: "Hi", cards: card, failure: false }]);
    expect(requests).toEqual([
      {
        todo: "welcome",
        bot: { namespace: "leave_bot" },
        environment: "development",
        user: {},
        org: {},
        broadcast: {},
        cache: {},
        sessionData: {
          medium: "chat",
          client_host: "web",
          client_identifier: "http://p/",
          client_data: { name: "Sam" },
        },
        clientData: { name: "Sam" },
      },
    ]);
  });

  it("calls nobody where the handlers are off", () => {
    const talk = talkTo(bot(noHandlers));
    expect(drive(talk, OPEN)).toEqual({ messages: [], requests: [], remarks: [] });
    expect(spoken(drive(talk, "Sing").messages)).toEqual(["visitor: Sing", `platform: ${NOT_UNDERSTOOD}`]);
  });

  it("hands a message that fits no action to fallback", () => {
    const { messages, requests } = drive(talkTo(), "Sing", { status: "handled", message: "No." });
    expect(spoken(messages)).toEqual(["visitor: Sing", "bot: No."]);
    expect(requests).toMatchObject([{ todo: "fallback", userInput: "Sing" }]);
    expect(requests[0]).not.toHaveProperty("action");
    expect(requests[0]).not.toHaveProperty("params");
  });

  it("gives an answer of the definition itself", () => {
    expect(spoken(drive(talkTo(), "opening hours").messages)).toEqual([
      "visitor: opening hours",
      "platform: Nine to five.",
    ]);
  });
});

describe("an action, called after every message", () => {
  it("asks for the first missing param itself, without a call", () => {
    const { messages, requests } = drive(talkTo(), "apply for sick leave");
    expect(requests).toEqual([]);
    // Custom buttons belong to the question about a selection (docs/contract.md §2).
    expect(messages[1]).toMatchObject({ role: "platform", text: "From which day?", buttons: [] });
    const [, asked] = drive(talkTo(), "apply for leave").messages;
    expect(asked).toMatchObject({ text: "What kind of leave?", buttons: [{ id: "draft" }], submit: "Submit" });
  });

  it("sends the reply with what is collected and what is to be asked, and executes when all is there", () => {
    const talk = talkTo();
    expect(drive(talk, "apply for leave").messages[1]).toMatchObject({
      text: "What kind of leave?",
      options: [{ id: "casual" }, { id: "sick" }],
    });
    const first = drive(talk, "Sick leave", askNext);
    expect(first.requests).toMatchObject([
      {
        todo: "prompt",
        action: { namespace: "ApplyLeave" },
        userInput: "Sick leave",
        previousParam: "leaveType",
        params: { leaveType: "sick" },
        paramsToPrompt: ["from", "days"],
      },
    ]);
    expect(drive(talk, "2026-06-01", askNext).messages[1]).toMatchObject({ text: "For how many days?" });
    const last = drive(talk, "3", askNext, done);
    expect(last.requests.map(({ todo, paramsToPrompt }) => [todo, paramsToPrompt])).toEqual([
      ["prompt", []],
      ["execute", undefined],
    ]);
    expect(last.requests[1]).toMatchObject({
      params: { leaveType: "sick", from: "2026-06-01", days: 3 },
      userInput: "3",
    });
    expect(last.messages[1]).toMatchObject({
      role: "bot",
      text: "Done.",
      followups: [{ text: "show my leaves", action: "MyLeaves" }],
    });
    expect(talk.state).toMatchObject({ phase: "idle" });
    expect(talk.state).not.toHaveProperty("action");
  });

  it("executes at once on execute, whatever is missing", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    expect(drive(talk, "sick", proceed, done).requests[1]).toMatchObject({
      todo: "execute",
      params: { leaveType: "sick" },
    });
  });

  it("ends the action on an execution in answer to a prompt", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    expect(spoken(drive(talk, "sick", done).messages)).toEqual(["visitor: sick", "bot: Done."]);
    expect(talk.state.action).toBeUndefined();
  });

  it("asks what the server asks, with its words, options and buttons; the old value is gone until the reply", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    const options = [{ id: "earned", label: "Earned leave", image: "https://i/e.png" }];
    const asked = drive(talk, "casual", prompts("leaveType", { options, buttons: [{ id: "help", label: "Help" }] }));
    expect(asked.messages[1]).toMatchObject({
      role: "bot",
      text: "leaveType?",
      options,
      buttons: [
        { id: "help", label: "Help" },
        { id: "draft", label: "Save a draft" },
      ],
    });
    expect(talk.state.action?.params).toEqual({});
    expect(drive(talk, "earned leave please", askNext).requests[0]).toMatchObject({ params: { leaveType: "earned" } });
  });

  it("sends a reply that does not fit without a value", () => {
    const talk = talkTo();
    drive(talk, "apply for sick leave from 2026-06-01");
    const { requests, messages } = drive(talk, "a few", askNext);
    expect(requests[0]).toMatchObject({ userInput: "a few", previousParam: "days", paramsToPrompt: ["days"] });
    expect(requests[0]!["params"]).not.toHaveProperty("days");
    expect(messages[1]).toMatchObject({ role: "platform", text: "For how many days?" });
  });

  it("says so where the server asks for a param that is not in the definition, and takes any text for it", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    expect(drive(talk, "sick", prompts("leave_type")).remarks[0]).toMatch(/a param that ApplyLeave does not have/);
    expect(drive(talk, "whatever", askNext).requests[0]).toMatchObject({
      params: { leaveType: "sick", leave_type: "whatever" },
    });
  });

  it("calls prompt once before execute where there is nothing to ask", () => {
    const { requests } = drive(talkTo(), "show my leaves", askNext, done);
    expect(requests).toMatchObject([{ todo: "prompt", params: {}, paramsToPrompt: [] }, { todo: "execute" }]);
    expect(requests[0]).not.toHaveProperty("previousParam");
    const all = drive(talkTo(), "book leave: sick leave from 2026-06-01, 3 days", proceed, done);
    expect(all.requests.map(({ todo }) => todo)).toEqual(["prompt", "execute"]);
  });

  it("asks again where execute is answered with a question", () => {
    const talk = talkTo();
    const { messages } = drive(talk, "book leave: sick leave from 2026-06-01, 3 days", proceed, prompts("days"));
    expect(messages.at(-1)).toMatchObject({ role: "bot", text: "days?" });
    expect(drive(talk, "2", proceed, done).requests[1]).toMatchObject({ todo: "execute", params: { days: 2 } });
  });
});

describe("an action, called at the end of a context", () => {
  it("is executed without a prompt, and asked by the platform alone", () => {
    const talk = talkTo(bot(contextEnd));
    const turns = [drive(talk, "apply for leave"), drive(talk, "sick"), drive(talk, "soon"), drive(talk, "today")];
    expect(turns.flatMap(({ requests }) => requests)).toEqual([]);
    expect(turns.map(({ messages }) => messages[1]?.text)).toEqual([
      "What kind of leave?",
      "From which day?",
      "From which day?",
      "For how many days?",
    ]);
    const { requests } = drive(talk, "3", done);
    expect(requests).toMatchObject([{ todo: "execute", params: { leaveType: "sick", from: "2026-05-01", days: 3 } }]);
  });

  it("does without a prompt for an action without params too", () => {
    expect(drive(talkTo(bot(contextEnd)), "show my leaves", done).requests).toMatchObject([{ todo: "execute" }]);
  });

  it("executes again after a question in answer to execute", () => {
    const talk = talkTo(bot(contextEnd));
    drive(talk, "book leave: sick leave from 2026-06-01, 3 days", prompts("days"));
    expect(drive(talk, "2", done).requests).toMatchObject([{ todo: "execute", params: { days: 2 } }]);
  });
});

describe("options", () => {
  it("are chosen by id; the visitor is seen to say the label", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    const { messages, requests } = drive(talk, choose("sick"), askNext);
    expect(messages[0]).toMatchObject({ role: "visitor", text: "Sick leave" });
    expect(requests[0]).toMatchObject({ userInput: "Sick leave", params: { leaveType: "sick" } });
  });

  it("cannot be chosen when they are not offered", () => {
    const talk = talkTo();
    expect(() => drive(talk, choose("sick"))).toThrow(expect.objectContaining({ code: "ERR_NOT_OFFERED" }) as Error);
    drive(talk, "apply for leave");
    expect(() => drive(talk, choose("earned"))).toThrow(/casual, sick/);
    expect(() => drive(talk, choose("sick", "casual"))).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error,
    );
    expect(talk.state.phase).toBe("asking");
  });

  it("several of them for a multi selection, and yes or no for a boolean", () => {
    const params = [
      { name: "days", type: "multi-selection", options: ["mon", "tue", "wed"] },
      { name: "sure", type: "boolean" },
    ] as const;
    const talk = talkTo(bot({ actions: [{ namespace: "Plan", params }] }));
    drive(talk, "plan");
    const next = drive(talk, choose("mon", "wed"), askNext);
    expect(next.requests[0]).toMatchObject({ params: { days: ["mon", "wed"] } });
    expect(next.messages[1]?.options.map(({ label }) => label)).toEqual(["Yes", "No"]);
    expect(drive(talk, choose("false"), proceed, done).requests[0]).toMatchObject({ params: { sure: false } });
  });

  it("of follow-ups start the next action, until something else is said", () => {
    const talk = talkTo();
    const book = "book leave: sick leave from 2026-06-01, 3 days";
    drive(talk, book, proceed, done);
    const { messages, requests } = drive(talk, choose("MyLeaves"), proceed, done);
    expect(messages[0]).toMatchObject({ role: "visitor", text: "show my leaves" });
    expect(requests[1]).toMatchObject({ todo: "execute", action: { namespace: "MyLeaves" } });
    drive(talk, book, proceed, done);
    drive(talk, "Sing", { status: "handled", message: "No." });
    expect(() => drive(talk, choose("MyLeaves"))).toThrow(/No follow-ups are offered/);
  });
});

describe("buttons", () => {
  it("are sent with their action and what is collected, and end the action that runs", () => {
    const talk = talkTo();
    drive(talk, "apply for sick leave");
    const { requests, messages } = drive(talk, click("draft"), done);
    expect(requests).toMatchObject([
      { todo: "button", button_id: "draft", action: { namespace: "ApplyLeave" }, params: { leaveType: "sick" } },
    ]);
    expect(requests[0]).not.toHaveProperty("userInput");
    expect(spoken(messages)).toEqual(["visitor: Save a draft", "bot: Done."]);
    expect(talk.state.action).toBeUndefined();
  });

  it("of a card carry its map, when the action is long over, and leave another action alone", () => {
    const talk = talkTo();
    const card = [{ type: "button", id: "again", label: "Again", data: { n: 7 } }];
    const { messages } = drive(talk, "book leave: sick leave from 2026-06-01, 3 days", proceed, { ...done, card });
    expect(messages.at(-1)?.buttons).toEqual([{ id: "again", label: "Again", data: { n: 7 }, offer: "b1" }]);
    const plan = talk.state;
    expect(plan.action).toBeUndefined();
    drive(talk, "show my leaves", prompts("which"));
    const { requests } = drive(talk, click("again"), done);
    expect(requests[0]).toMatchObject({ action: { namespace: "ApplyLeave" }, data: { n: 7 }, params: { days: 3 } });
    expect(talk.state.action?.namespace).toBe("MyLeaves");
    expect(drive(talk, click("again", { n: 8 }), done).requests[0]).toMatchObject({ data: { n: 8 } });
  });

  it("can be answered with a question about their action", () => {
    const talk = talkTo();
    drive(talk, "apply for sick leave");
    drive(talk, click("draft"), prompts("days"));
    expect(drive(talk, "2", askNext).requests[0]).toMatchObject({ previousParam: "days", params: { days: 2 } });
  });

  it("cannot be clicked when there is none", () => {
    expect(() => drive(talkTo(), click("nothing"))).toThrow(
      expect.objectContaining({ code: "ERR_NOT_OFFERED" }) as Error,
    );
  });
});

describe("the stores", () => {
  it("keep broadcast for the session and cache for the action", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    drive(talk, "sick", { ...askNext, broadcast: { a: 1 }, cache: { c: 1 } });
    const { requests } = drive(talk, "today", { ...askNext, broadcast: { b: 2 }, cache: { d: 2 } });
    expect(requests[0]).toMatchObject({ broadcast: { a: 1 }, cache: { c: 1 } });
    drive(talk, "3", proceed, { ...done, broadcast: { e: 3 } });
    const later = drive(talk, "show my leaves", proceed, done).requests[0];
    expect(later).toMatchObject({ broadcast: { a: 1, b: 2, e: 3 }, cache: {} });
  });

  it("are replaced where the dialect says so, and left alone by an answer without them", () => {
    const talk = talkTo(bot({ dialect: { broadcast: "replace" } }));
    drive(talk, "apply for leave");
    drive(talk, "sick", { ...askNext, broadcast: { a: 1 }, cache: { c: 1 } });
    drive(talk, "today", { ...askNext, broadcast: { b: 2 } });
    expect(talk.state).toMatchObject({ broadcast: { b: 2 }, action: { cache: { c: 1 } } });
  });

  it("take what a server assigns to clientData", () => {
    const talk = talkTo();
    drive(talk, "apply for leave");
    drive(talk, "sick", prompts("from", {}, { assign: { clientData: { team: "x" } } }));
    expect(drive(talk, "today", askNext).requests[0]).toMatchObject({
      clientData: { name: "Sam", team: "x" },
      sessionData: { client_data: { name: "Sam", team: "x" } },
    });
  });
});

describe("the dialects", () => {
  it("send names as objects or as strings", () => {
    const talk = talkTo(bot({ dialect: { action: "string", previousParam: "object" } }));
    drive(talk, "apply for leave");
    expect(drive(talk, "sick", askNext).requests[0]).toMatchObject({
      bot: "leave_bot",
      action: "ApplyLeave",
      previousParam: { name: "leaveType" },
      paramsToPrompt: [{ name: "from" }, { name: "days" }],
    });
  });
});

describe("a failure", () => {
  const book = "book leave: sick leave from 2026-06-01, 3 days";

  it.each(["timed-out", "too-large", "bad-status", "bad-json", "wrong-form", "unreachable"] as const)(
    "%s at any step is told to the failure handler, and the action is over",
    (outcome) => {
      const steps: [unknown, ...Parameters<typeof drive>[2][]][] = [
        [OPEN, outcome],
        ["Sing", outcome],
        ["show my leaves", outcome],
        [book, proceed, outcome],
        [click("draft"), outcome],
      ];
      for (const [input, ...answers] of steps) {
        const talk = talkTo();
        const { messages, requests } = drive(talk, input as string, ...answers, { message: "Oh no." });
        expect(requests.at(-1)).toMatchObject({ todo: "failure" });
        expect(messages.at(-1)).toMatchObject({ role: "bot", text: "Oh no.", failure: true });
        expect(talk.state.phase).not.toBe("asking");
        expect(talk.state.action).toBeUndefined();
      }
    },
  );

  it("is told the visitor's words", () => {
    expect(drive(talkTo(), "Sing", "timed-out", { message: "Oh no." }).requests[1]).toMatchObject({
      userInput: "Sing",
    });
  });

  it("shows the default message where the failure handler fails or is off", () => {
    const shown = { role: "platform", text: "Please try again later.", failure: true };
    expect(drive(talkTo(), "Sing", "timed-out", "timed-out").messages.at(-1)).toMatchObject(shown);
    const handlers = { welcome: true, fallback: true, failure: false };
    expect(drive(talkTo(bot({ handlers })), "Sing", "timed-out").messages.at(-1)).toMatchObject(shown);
  });

  it("is a fallback that is answered with anything but handled", () => {
    expect(drive(talkTo(), "Sing", done, { message: "Oh no." }).messages.at(-1)).toMatchObject({ failure: true });
  });
});

describe("a closed chat", () => {
  it("takes nothing more", () => {
    const talk = talkTo();
    drive(talk, { type: "close" });
    expect(() => drive(talk, "hello")).toThrow(expect.objectContaining({ code: "ERR_CHAT_CLOSED" }) as Error);
  });
});
