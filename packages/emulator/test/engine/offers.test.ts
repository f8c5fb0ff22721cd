import { describe, expect, it } from "vitest";
import { defineEmulatedBot, type EmulatedBotDefinition } from "../../src/core.js";
import { askNext, done, drive, proceed, prompts, spoken, talkTo } from "./drive.js";

const bot = (more: Partial<EmulatedBotDefinition> = {}) =>
  defineEmulatedBot({
    name: "leave_bot",
    webhook: { url: "http://localhost/", secured: false },
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave"],
        params: [
          { name: "leaveType", type: "selection", prompt: "Which kind?", options: ["casual", "sick"] },
          { name: "days", type: "integer", prompt: "How many days?" },
          { name: "reason", prompt: "Why?", optional: true },
        ],
        followups: [{ text: "Show them", action: "MyLeaves" }, { text: "Thank you" }],
      },
      { namespace: "MyLeaves", sentences: ["show my leaves"] },
    ],
    ...more,
  });
const talk = (more?: Partial<EmulatedBotDefinition>) => talkTo(bot(more));
const follow = (index: number) => ({ type: "follow", index }) as const;
const choose = (...ids: string[]) => ({ type: "choose", ids }) as const;
const click = (id: string, more: object = {}) => ({ type: "click", id, ...more }) as const;
const handled = (more: object) => ({ status: "handled", message: "Hm.", ...more });

describe("follow-ups", () => {
  const suggestions = [
    {
      message: "Three sick days",
      action: {
        name: "ApplyLeave",
        params: [
          { name: "leaveType", value: "sick" },
          { name: "days", value: 3 },
        ],
      },
    },
    { message: "What can you do?" },
  ];

  it("of an answer start their action with its params preset, which are not asked again", () => {
    const chat = talk();
    const { messages } = drive(chat, "hello", handled({ followup: { suggestions } }));
    expect(messages.at(-1)?.followups).toEqual([
      { text: "Three sick days", action: "ApplyLeave", params: { leaveType: "sick", days: 3 } },
      { text: "What can you do?" },
    ]);
    const started = drive(chat, follow(0));
    expect(spoken(started.messages)).toEqual(["visitor: Three sick days", "platform: Why?"]);
    expect(started.messages[0]?.choice).toEqual({ type: "followup", index: 0 });
    const { requests } = drive(chat, "flu", askNext, done);
    expect(requests[1]).toMatchObject({ todo: "execute", params: { leaveType: "sick", days: 3, reason: "flu" } });
  });

  it("without an action say their text", () => {
    const chat = talk();
    drive(chat, "hello", handled({ followup: { suggestions } }));
    const { requests, messages } = drive(chat, follow(1), handled({}));
    expect(requests).toMatchObject([{ todo: "fallback", userInput: "What can you do?" }]);
    expect(spoken(messages)).toEqual(["visitor: What can you do?", "bot: Hm."]);
  });

  it("of the definition have a text each, and come after those of the answer", () => {
    const chat = talk();
    drive(chat, "show my leaves", proceed, done);
    drive(chat, "apply for leave");
    const { messages } = drive(chat, choose("sick"), done);
    expect(messages.at(-1)?.followups).toEqual([{ text: "Show them", action: "MyLeaves" }, { text: "Thank you" }]);
    expect(drive(chat, choose("Show them"), proceed, done).requests[1]).toMatchObject({
      action: { namespace: "MyLeaves" },
    });
  });

  it("of a greeting, a failure and a note are offered too; one with an unknown action is remarked on", () => {
    const chat = talk({ handlers: { welcome: true, failure: true } });
    const unknown = { followup: { suggestions: [{ message: "Fly", action: { name: "BookFlight" } }] } };
    const opened = drive(chat, { type: "open" }, { welcome_response: { message: "Hi", ...unknown } });
    expect(opened.remarks).toEqual([
      expect.stringMatching(/starts the action BookFlight, which the bot does not have/),
    ]);
    expect(drive(chat, follow(0), handled({})).requests[0]).toMatchObject({ todo: "fallback", userInput: "Fly" });
  });

  it("cannot be picked when they are not offered", () => {
    expect(() => drive(talk(), follow(0))).toThrow(expect.objectContaining({ code: "ERR_NOT_OFFERED" }) as Error);
  });
});

describe("buttons that share an id", () => {
  const cancel = (n: number) => ({ type: "button", id: "cancel", label: `Cancel leave ${n}`, data: { leave: n } });

  it("are told apart: each click carries its own data and shows its own label, on an older card too", () => {
    const chat = talk();
    const { messages } = drive(chat, "hello", handled({ card: [cancel(1), cancel(2), cancel(3)] }));
    const [first, second, third] = messages.at(-1)!.buttons;
    drive(chat, "hello again", handled({ card: [cancel(9)] }));
    for (const [button, leave] of [
      [third, 3],
      [first, 1],
      [second, 2],
    ] as const) {
      const clicked = drive(chat, click("cancel", { offer: button!.offer }), done);
      expect(clicked.requests[0]).toMatchObject({ todo: "button", button_id: "cancel", data: { leave } });
      expect(clicked.messages[0]).toMatchObject({ role: "visitor", text: `Cancel leave ${leave}` });
    }
    // Without saying which, the newest is meant.
    expect(drive(chat, click("cancel"), done).requests[0]).toMatchObject({ data: { leave: 9 } });
    expect(() => drive(chat, click("cancel", { offer: "b99" }))).toThrow(/no such button/);
  });
});

describe("a selection", () => {
  const buttons = [{ id: "later", label: "Later" }];
  const actions = (type: "selection" | "multi-selection", more: object = {}) => ({
    actions: [{ namespace: "Pick", params: [{ name: "fruit", type, options: ["apple", "pear"] }], ...more }],
  });

  it("is submitted at once without buttons, and with Submit beside them", () => {
    expect(drive(talk(actions("selection")), "pick").messages[1]).not.toHaveProperty("submit");
    expect(drive(talk(actions("selection", { buttons })), "pick").messages[1]).toMatchObject({
      submit: "Submit",
      buttons,
    });
    expect(drive(talk(actions("multi-selection")), "pick").messages[1]).toMatchObject({ submit: "Submit" });
    const chat = talk(actions("selection", { buttons }));
    drive(chat, "pick");
    const asked = drive(
      chat,
      choose("pear"),
      prompts("fruit", { submit_button_label: "Take it", options: [{ id: "fig", label: "Fig" }] }),
    );
    expect(asked.messages[1]).toMatchObject({ buttons });
  });

  it("is the input of a click on a button beside it", () => {
    const chat = talk(actions("multi-selection", { buttons }));
    drive(chat, "pick");
    const { requests, messages } = drive(chat, click("later", { picked: ["apple", "pear"] }), done);
    expect(requests[0]).toMatchObject({
      todo: "button",
      params: { fruit: ["apple", "pear"] },
      userInput: "apple, pear",
    });
    expect(messages[0]).toMatchObject({
      text: "apple, pear · Later",
      choice: { type: "button", picked: ["apple", "pear"] },
    });
  });

  it("refuses a click with what is not offered", () => {
    const chat = talk(actions("selection", { buttons }));
    drive(chat, "pick");
    expect(() => drive(chat, click("later", { picked: ["fig"] }))).toThrow(/options offered now: apple, pear/);
    expect(() => drive(chat, click("later", { picked: ["apple", "pear"] }))).toThrow(/Choose one option/);
  });
});

describe("an optional param", () => {
  it("can be skipped: prompt is called without a value, and it is not asked again", () => {
    const chat = talk();
    drive(chat, "apply for leave");
    drive(chat, choose("sick"), askNext);
    expect(drive(chat, "2", askNext).messages[1]).toMatchObject({ text: "Why?", optional: true });
    const { requests, messages } = drive(chat, { type: "skip" }, askNext, done);
    expect(requests).toMatchObject([
      { todo: "prompt", previousParam: "reason", paramsToPrompt: [], params: { leaveType: "sick", days: 2 } },
      { todo: "execute", params: { leaveType: "sick", days: 2 } },
    ]);
    expect(requests[1]!["params"]).not.toHaveProperty("reason");
    expect(messages[0]).toMatchObject({ text: "Skip", choice: { type: "skip" } });
  });

  it("is the only one that can", () => {
    const chat = talk();
    expect(() => drive(chat, { type: "skip" })).toThrow(expect.objectContaining({ code: "ERR_NOT_OFFERED" }) as Error);
    drive(chat, "apply for leave");
    expect(() => drive(chat, { type: "skip" })).toThrow(/Only optional params/);
  });
});

describe("a question in the form of a sibling product", () => {
  it("asks with its own text, options and caption, or with the text of the definition", () => {
    const chat = talk();
    drive(chat, "apply for leave");
    const options = [{ id: "earned", label: "Earned" }];
    const prompt = { param_name: "leaveType", prompt_msg: "Which one?", options, submit_button_label: "Take it" };
    const asked = drive(chat, choose("sick"), { todo: "prompt", prompt });
    expect(asked.messages[1]).toMatchObject({ role: "bot", text: "Which one?", options });
    const again = drive(chat, choose("earned"), { todo: "prompt", prompt: { param_name: "days" } });
    expect(again.messages[1]).toMatchObject({ role: "platform", text: "How many days?" });
  });
});

describe("a confirmation", () => {
  it("that answers a prompt is asked before execute", () => {
    const chat = talk();
    drive(chat, "apply for leave");
    const asked = drive(chat, choose("sick"), { todo: "execute", confirm: { message: "Now?" } });
    expect(spoken(asked.messages)).toEqual(["visitor: sick", "bot: Now?"]);
    expect(drive(chat, choose("true"), done).requests).toMatchObject([{ todo: "execute", userInput: "Yes" }]);
  });

  const beside = prompts("days", {}, { confirm: { message: "Really book it?" } });

  it("that is asked beside a question comes before execute, which waits for a yes", () => {
    const chat = talk();
    drive(chat, "apply for leave");
    drive(chat, choose("sick"), beside);
    const asked = drive(chat, "3", proceed);
    expect(asked.messages.at(-1)).toMatchObject({
      role: "bot",
      text: "Really book it?",
      options: [{ id: "true" }, { id: "false" }],
    });
    expect(asked.requests.map(({ todo }) => todo)).toEqual(["prompt"]);
    expect(spoken(drive(chat, "hm").messages)).toEqual(["visitor: hm", "bot: Really book it?"]);
    expect(drive(chat, "yes please", done).requests).toMatchObject([{ todo: "execute", params: { days: 3 } }]);
    expect(chat.state.phase).toBe("idle");
  });

  it("that is refused ends the action, and nothing is executed", () => {
    const chat = talk();
    drive(chat, "apply for leave");
    drive(chat, choose("sick"), beside);
    drive(chat, "3", proceed);
    const { requests, messages } = drive(chat, choose("false"));
    expect(requests).toEqual([]);
    expect(messages.at(-1)).toMatchObject({ role: "platform" });
    expect(chat.state).not.toHaveProperty("action");
  });
});
