import { execution, followUp, suggestion, welcome, type Suggestion } from "@ck/protocol";
import { describe, expect, it } from "vitest";
import { action, createBot, integer, suggestAction, text, type ExecuteAnswer } from "../../src/index.js";
import { talk } from "@ck-test/talk";

/** A bot that suggests this after each answer. */
function suggesting(...suggestions: readonly Suggestion[]): ReturnType<typeof talk> {
  const followup = followUp(...suggestions);
  return talk(
    createBot({
      actions: {
        ApplyLeave: action({
          params: { days: integer(), reason: text() },
          execute: () => execution("Booked.", { followup }),
        }),
        Holidays: action({ execute: () => execution("In May.", { followup }) }),
      },
      welcome: () => welcome("Hello!", { followup }),
    }),
  );
}

describe("a suggestion", () => {
  it("of an action and params that the bot has goes out, and nobody hears of it", async () => {
    const made = suggestion("Two days", { action: "apply_leave", params: { days: 2 } });
    const { send, errors } = suggesting(made, suggestion("Holidays", { action: "Holidays", params: { any: 1 } }));
    const { json } = await send({ todo: "execute", action: "Holidays" });
    expect(json["followup"]).toEqual({
      suggestions: [made, { message: "Holidays", action: { name: "Holidays", params: [{ name: "any", value: 1 }] } }],
    });
    expect(errors).toEqual([]);
  });

  it.each([
    [
      suggestion("x", { action: "AplyLeave" }),
      "suggests an action that the bot does not have. Did you mean `ApplyLeave`?",
    ],
    [
      suggestion("x", { action: "Something" }),
      "suggests an action that the bot does not have. It has ApplyLeave, Holidays.",
    ],
    [
      suggestion("x", { action: "ApplyLeave", params: { dayz: 1 } }),
      "suggests a param that ApplyLeave does not have. Did you mean `days`?",
    ],
  ])("of something else goes out as well, and the author hears of it: %j", async (made, message) => {
    const { send, errors } = suggesting(made);
    const { json } = await send({ todo: "execute", action: "Holidays" });
    expect(json["followup"]).toEqual({ suggestions: [made] });
    expect(errors).toMatchObject([{ code: "ERR_INVALID_ANSWER", message: `actions.Holidays.execute ${message}` }]);
    errors.length = 0;
    await send({ todo: "welcome" });
    expect(errors).toMatchObject([{ message: `welcome ${message}` }]);
  });
});

describe("suggestAction", () => {
  const bot = createBot({
    actions: {
      ApplyLeave: action({
        params: { days: integer() },
        execute: (): ExecuteAnswer =>
          execution("Booked.", { followup: followUp(suggestAction(bot, "One more", { action: "Holidays" })) }),
      }),
      Holidays: action({ execute: () => "In May." }),
    },
  });

  it("makes the suggestion, also in a handler of its own bot", async () => {
    expect(suggestAction(bot, "Two days", { action: "ApplyLeave", params: { days: 2 } })).toEqual({
      message: "Two days",
      action: { name: "ApplyLeave", params: [{ name: "days", value: 2 }] },
    });
    const { json } = await talk(bot).send({ todo: "execute", action: "ApplyLeave", params: { days: 1 } });
    expect(json["followup"]).toEqual({ suggestions: [{ message: "One more", action: { name: "Holidays" } }] });
  });

  it("knows the names, in the types and when it runs", () => {
    // @ts-expect-error: there is no such action.
    expect(() => suggestAction(bot, "x", { action: "Holiday" })).toThrow("Did you mean `Holidays`?");
    // @ts-expect-error: the action has no such param.
    expect(() => suggestAction(bot, "x", { action: "ApplyLeave", params: { dais: 1 } })).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: "A suggestion names a param that ApplyLeave does not have. Did you mean `days`?",
      }),
    );
  });
});

it("a card that the platform would not show is the author's error", async () => {
  const image = { type: "image", url: "https://example.com/plan.png" };
  const answer = { status: "execution" as const, message: "m", card: [image], data: {} };
  const { send, errors } = talk(createBot({ actions: { A: action({ execute: () => answer }) } }));
  await send({ todo: "execute", action: "A" });
  expect(errors[0]).toMatchObject({
    code: "ERR_INVALID_ANSWER",
    message: expect.stringContaining(
      "does not show at card.0.content: expected an address such as https://… (an image card puts its address in `content`)",
    ) as string,
  });
});

it("an answer without a status goes out with one", async () => {
  const { send, errors } = talk(
    createBot({ actions: { A: action({ execute: () => ({ message: "Done." }) as never }) } }),
  );
  expect((await send({ todo: "execute", action: "A" })).json).toEqual({
    status: "execution",
    message: "Done.",
    card: [],
    data: {},
  });
  expect(errors).toEqual([]);
});
