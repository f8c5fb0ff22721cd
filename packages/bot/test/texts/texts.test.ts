import { describe, expect, it } from "vitest";
import type { BotError } from "../../src/error.js";
import {
  action,
  boolean,
  createBot,
  decimal,
  integer,
  optional,
  range,
  receive,
  selection,
  text,
  type Actions,
  type TextsOption,
} from "../../src/index.js";
import { arabic, english, german, hindi, japanese } from "../../src/texts.js";

const actions = {
  Order: action({
    params: {
      size: optional(decimal({ min: 0.5, max: 2.5 })),
      gift: optional(boolean()),
      count: optional(integer({ min: 1 })),
      span: optional(range(integer())),
      fruit: optional(selection({ a: "Äpfel", b: "Birnen" })),
      note: optional(text({ minLength: 2, invalid: (reason) => `Hm. ${reason}` })),
    },
    execute: ({ params }) => JSON.stringify(params),
  }),
  Name: action({ params: { lastName: text() }, execute: () => "Thanks." }),
} satisfies Actions;

/** The messages of a bot that has no words of its own, and what `onError` was called with. */
function talk(texts?: TextsOption) {
  const errors: BotError[] = [];
  const bot = createBot({ actions, ...(texts && { texts }) });
  const answer = receive(bot, { publicKey: false, deadlineMs: 50, onError: (error) => errors.push(error) });
  const ask = async (request: object): Promise<string> => {
    const body = new TextEncoder().encode(JSON.stringify(request));
    const { body: bytes } = await answer({ method: "POST", header: () => null, body });
    const { message, welcome_response } = JSON.parse(new TextDecoder().decode(bytes)) as {
      message: string;
      welcome_response?: { message: string };
    };
    return welcome_response?.message ?? message;
  };
  return {
    errors,
    ask,
    order: (params: object, more = {}) => ask({ todo: "execute", action: "Order", params, ...more }),
  };
}

describe("the texts of a bot", () => {
  it("are in English if it says nothing of them", async () => {
    const { ask, order } = talk();
    expect(await ask({ todo: "welcome" })).toBe("Hello! How can I help you?");
    expect(await ask({ todo: "fallback", userInput: "x" })).toBe("Sorry, I did not understand that.");
    expect(await ask({ todo: "failure" })).toBe("Sorry, something went wrong. Please try again.");
    expect(await ask({ todo: "execute", action: "Name" })).toBe("Please give the last name.");
    expect(await order({ count: 0 })).toBe("Please give a whole number of at least 1.");
  });

  it("can be replaced one by one", async () => {
    const { ask, order } = talk({
      welcome: "Hi!",
      invalidInteger: ({ min }) => `From ${min ?? 0} up, please.`,
      missing: ({ param }) => `What about ${param}?`,
    });
    expect(await ask({ todo: "welcome" })).toBe("Hi!");
    expect(await order({ count: 0 })).toBe("From 1 up, please.");
    expect(await order({ span: [1, "x"] })).toBe("The end is not right. From 0 up, please.");
    expect(await order({ size: 9 })).toBe("Please give a number between 0.5 and 2.5.");
    expect(await ask({ todo: "execute", action: "Name" })).toBe("What about lastName?");
  });

  it("can be in another language, the reasons that `invalid` gets too", async () => {
    const { ask, order } = talk(german);
    expect(await ask({ todo: "welcome" })).toBe("Guten Tag! Wie kann ich Ihnen helfen?");
    expect(await ask({ todo: "execute", action: "Name" })).toBe("Bitte geben Sie „last name“ an.");
    expect(await order({ size: 9 })).toBe("Bitte geben Sie eine Zahl zwischen 0,5 und 2,5 an.");
    expect(await order({ fruit: "x" })).toBe("Bitte wählen Sie eine der Möglichkeiten: Äpfel oder Birnen.");
    expect(await order({ note: "x" })).toBe("Hm. Bitte geben Sie mindestens 2 Zeichen ein.");
    expect(await order({ span: ["x", 1] })).toBe("Der Anfang stimmt nicht. Bitte geben Sie eine ganze Zahl an.");
  });

  it("can be chosen for each request", async () => {
    const { order } = talk(({ clientData }) => (clientData["language"] === "de" ? german : english));
    expect(await order({ gift: "x" }, { clientData: { language: "de" } })).toBe(
      "Bitte antworten Sie mit Ja oder Nein.",
    );
    expect(await order({ gift: "x" })).toBe("Please answer yes or no.");
  });

  it("cannot hold what is not a text", () => {
    const wrong = (texts: unknown) => () => createBot({ actions, texts: texts as never });
    expect(wrong({ invalidIntger: "x" })).toThrow(/Unknown option `invalidIntger`. Did you mean `invalidInteger`\?/);
    expect(wrong({ welcome: " " })).toThrow("texts.welcome must be what the visitor should read");
    expect(wrong({ welcome: 7 })).toThrow("got a number");
    expect(wrong({ locale: "not a tag" })).toThrow("texts.locale must be a language tag");
    expect(wrong({ yes: "ja" })).toThrow("texts.yes must be a list of words");
    expect(wrong("de")).toThrow("texts must be a table of texts");
    expect(wrong(null)).toThrow("texts must be a table of texts");
    expect(wrong({ welcome: undefined })).not.toThrow();
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no table");
      },
    ],
    ["returns no table", () => "de" as never],
    ["returns a wrong table", () => ({ welcom: "x" }) as never],
  ])("fail as a handler does if the function %s, and the failure is said in English", async (_, texts: TextsOption) => {
    const { ask, errors } = talk(texts);
    expect(await ask({ todo: "welcome" })).toBe("Sorry, something went wrong. Please try again.");
    expect(await ask({ todo: "execute", action: "Name" })).toBe("Sorry, something went wrong. Please try again.");
    expect(errors.length).toBeGreaterThanOrEqual(2);
  });

  it("fail if a function returns a blank text, with the name of the text", async () => {
    const { order, errors } = talk({
      missing: () => "x",
      invalidBoolean: () => undefined as never,
      failure: () => " ",
    });
    expect(await order({ gift: "x" })).toBe("x");
    const broken = talk({ welcome: () => " " });
    expect(await broken.ask({ todo: "welcome" })).toBe("Sorry, something went wrong. Please try again.");
    expect(String(broken.errors[0]?.cause)).toContain("texts.welcome returned a blank string");
    expect(errors).toEqual([]);
  });
});

describe("a reply in the visitor's language", () => {
  it.each([
    [german, { gift: "Ja" }, { gift: true }],
    [german, { gift: " nein. " }, { gift: false }],
    [german, { gift: "yes" }, { gift: true }],
    [german, { size: "1,5" }, { size: 1.5 }],
    [english, { size: "1.5" }, { size: 1.5 }],
    [japanese, { count: "３" }, { count: 3 }],
    [japanese, { gift: "はい" }, { gift: true }],
    [hindi, { count: "३" }, { count: 3 }],
    [hindi, { gift: "नहीं" }, { gift: false }],
    [arabic, { size: "١٫٥" }, { size: 1.5 }],
    [arabic, { span: ["١", "٣"] }, { span: { start: 1, end: 3 } }],
  ])("is read as the sentence asks for it %#", async (texts, params, read) => {
    expect(JSON.parse(await talk(texts).order(params))).toEqual(read);
  });

  it.each([
    [english, { size: "1,5" }, "Please give a number between 0.5 and 2.5."],
    [german, { size: "1,2,3" }, "Bitte geben Sie eine Zahl zwischen 0,5 und 2,5 an."],
    [german, { size: "9,5" }, "Bitte geben Sie eine Zahl zwischen 0,5 und 2,5 an."],
    [german, { count: "1,5" }, "Bitte geben Sie eine ganze Zahl von mindestens 1 an."],
    [german, { gift: "oui" }, "Bitte antworten Sie mit Ja oder Nein."],
  ])("is asked for again if it could mean something else %#", async (texts, params, said) => {
    expect(await talk(texts).order(params)).toBe(said);
  });
});
