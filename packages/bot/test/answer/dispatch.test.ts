import { askNext, execution, option, proceed, prompt } from "@ck/protocol";
import { describe, expect, it } from "vitest";
import { action, createBot, integer, selection, type PromptAnswer } from "../../src/index.js";
import { talk } from "@ck-test/talk";

const fallbackText = "Sorry, I did not understand that.";

describe("an action", () => {
  it.each(["ApplyLeave", "apply_leave", "applyleave", "APPLY LEAVE"])(
    "is found under the name %s",
    async (namespace) => {
      const bot = createBot({ actions: { ApplyLeave: action({ execute: () => "done" }) } });
      expect((await talk(bot).send({ todo: "execute", action: namespace })).json["message"]).toBe("done");
      expect((await talk(bot).send({ todo: "execute", action: { namespace } })).json["message"]).toBe("done");
    },
  );

  it("matches exactly before it matches folded", async () => {
    const { send } = talk(
      createBot({ actions: { Leave: action({ execute: () => "upper" }), leave: action({ execute: () => "lower" }) } }),
    );
    expect((await send({ todo: "execute", action: "leave" })).json["message"]).toBe("lower");
    expect((await send({ todo: "execute", action: "Leave" })).json["message"]).toBe("upper");
  });

  it("that the bot does not have gives the failure answer, and the author learns which actions there are", async () => {
    const { send, errors, events } = talk(createBot({ actions: { Leave: action({ execute: () => "found" }) } }));
    for (const namespace of ["Dance", "__proto__", "constructor", "toString"]) {
      const { json } = await send({ todo: "execute", action: namespace });
      expect(json).toEqual(execution("Sorry, something went wrong. Please try again."));
    }
    expect(errors[0]).toMatchObject({
      code: "ERR_NO_HANDLER",
      message: expect.stringContaining("It has Leave") as string,
    });
    expect(errors[0]?.message).not.toContain("Dance");
    expect(events[0]).toMatchObject({ outcome: "failed", action: "Dance" });
    await send({ todo: "execute", action: `a\n\u001b[31m${"b".repeat(1000)}` });
    expect(events.at(-1)?.action).toBe(`a??[31m${"b".repeat(93)}`);
  });
});

describe("prompt", () => {
  const ask = async (answer: PromptAnswer, request: object = {}): Promise<unknown> => {
    const bot = createBot({
      actions: {
        Apply: action({
          params: { days: integer(), type: selection({ a: "A" }) },
          prompt: () => answer,
          execute: () => "x",
        }),
      },
    });
    return (await talk(bot).send({ todo: "prompt", action: "Apply", ...request })).json;
  };

  it("lets the platform ask for the next param while one is left", async () => {
    expect(await ask(undefined, { params: { days: 1 } })).toEqual(askNext());
    expect(await ask(undefined, { params: { days: 1, type: "a" }, paramsToPrompt: ["more"] })).toEqual(askNext());
  });

  it("goes on to execute when none is left", async () => {
    expect(await ask(undefined, { params: { days: 1, type: "a" } })).toEqual(proceed());
    const bot = createBot({ actions: { Plain: action({ execute: () => "x" }) } });
    expect((await talk(bot).send({ todo: "prompt", action: "Plain" })).json).toEqual(proceed());
  });

  it("answers with what the handler returns", async () => {
    const again = prompt("type", "Which?", { options: [option("a", "A")] });
    expect(await ask(again)).toEqual(again);
    expect(await ask(proceed())).toEqual(proceed());
    expect(await ask("Never mind.")).toEqual(execution("Never mind."));
  });

  it("tells the handler what was asked last and what will be asked next", async () => {
    const bot = createBot({
      actions: {
        Apply: action({
          prompt: ({ previousParam, paramsToPrompt, userInput, params }) =>
            JSON.stringify([previousParam, paramsToPrompt, userInput, params]),
          execute: () => "x",
        }),
      },
    });
    const request = {
      todo: "prompt",
      action: "Apply",
      userInput: "two",
      params: { days: "2" },
      paramsToPrompt: [{ name: "type" }],
    };
    for (const previousParam of ["days", { name: "days" }]) {
      const { json } = await talk(bot).send({ ...request, previousParam });
      expect(json["message"]).toBe('["days",["type"],"two",{"days":"2"}]');
    }
  });
});

describe("a button", () => {
  const bot = createBot({
    actions: {
      Apply: action({
        params: { days: integer() },
        execute: () => "x",
        buttons: {
          save: ({ data, buttonId, params }) => `${buttonId} ${String(data["draft"])} ${JSON.stringify(params)}`,
        },
      }),
    },
    button: ({ buttonId }) => `other ${buttonId}`,
  });

  it("goes to its action's handler, with the data of the card and the params that can be decoded", async () => {
    const click = { todo: "button", action: "Apply", button_id: "save", data: { draft: 7 }, params: { days: "x" } };
    expect((await talk(bot).send(click)).json["message"]).toBe("save 7 {}");
    expect((await talk(bot).send({ ...click, params: { days: "3" } })).json["message"]).toBe('save 7 {"days":3}');
  });

  it("that its action does not handle goes to the bot's handler", async () => {
    for (const button_id of ["drop", "toString", "__proto__"]) {
      const { json } = await talk(bot).send({ todo: "button", action: "Apply", button_id });
      expect(json["message"]).toBe(`other ${button_id}`);
    }
  });

  it("without a handler gives the failure answer and tells the author where to add it", async () => {
    const { send, errors } = talk(createBot({ actions: { Apply: action({ execute: () => "x" }) } }));
    await send({ todo: "button", action: "Apply", button_id: "save" });
    await send({ todo: "button", action: "Other", button_id: "save" });
    expect(errors.map(({ code }) => code)).toEqual(["ERR_NO_HANDLER", "ERR_NO_HANDLER"]);
    expect(errors[0]?.message).toContain("actions.Apply.buttons");
  });
});

describe("welcome, fallback and failure", () => {
  it("answer in their own forms", async () => {
    const { send } = talk(
      createBot({
        actions: {},
        welcome: ({ clientData }) => `Hello ${String(clientData["name"])}!`,
        fallback: ({ userInput }) => `You said: ${userInput}`,
        failure: () => "Oh.",
      }),
    );
    expect((await send({ todo: "welcome", clientData: { name: "Ada" } })).json).toEqual({
      welcome_response: { message: "Hello Ada!" },
    });
    expect((await send({ todo: "fallback", userInput: "hi" })).json).toEqual({
      status: "handled",
      message: "You said: hi",
    });
    expect((await send({ todo: "failure" })).json).toEqual({ message: "Oh." });
  });

  it("may be methods of a class", async () => {
    class LeaveBot {
      actions = {};
      name = "Leave";
      welcome(): string {
        return `I am ${this.name}.`;
      }
    }
    const { send } = talk(createBot(new LeaveBot()));
    expect((await send({ todo: "welcome" })).json).toEqual({ welcome_response: { message: "I am Leave." } });
  });

  it.each([() => undefined, () => Promise.resolve(undefined)])(
    "that return nothing fail, at once or later",
    async (none) => {
      const { send, errors } = talk(createBot({ actions: {}, fallback: none as never }));
      expect((await send({ todo: "fallback", userInput: "x" })).json["message"]).toMatch(
        /^Sorry, something went wrong/,
      );
      expect(errors[0]?.code).toBe("ERR_INVALID_ANSWER");
    },
  );

  it("have default messages if the bot has no handlers", async () => {
    const { send } = talk(createBot({ actions: {} }));
    expect((await send({ todo: "welcome" })).json).toEqual({
      welcome_response: { message: "Hello! How can I help you?" },
    });
    expect((await send({ todo: "fallback", userInput: "hi" })).json).toEqual({
      status: "handled",
      message: fallbackText,
    });
    expect((await send({ todo: "failure" })).json).toEqual({
      message: "Sorry, something went wrong. Please try again.",
    });
  });
});

describe("createBot checks the definition", () => {
  const execute = (): string => "x";
  it.each([
    ["actions.A.execute must be a function; got undefined.", { actions: { A: {} } }],
    ["actions.A must be action({ … }); got a string.", { actions: { A: "x" } }],
    ["actions.A.buttons.b must be a function; got a string.", { actions: { A: { execute, buttons: { b: "x" } } } }],
    [
      "actions.A.params.p must be text(), integer(), … or a Standard Schema; got a string.",
      { actions: { A: { execute, params: { p: "text" } } } },
    ],
    ["welcome must be a function; got a string.", { actions: {}, welcome: "hello" }],
    ["late must be a string or a function; got a number.", { actions: {}, late: 5 }],
    ["A bot needs actions: name → action({ … }); got undefined.", {}],
    ["A bot needs actions: name → action({ … }); got undefined.", undefined],
  ])("%s", (message, definition) => {
    expect(() => createBot(definition as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_BOT", message }));
  });
});
