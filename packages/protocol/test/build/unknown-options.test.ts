import { describe, expect, test } from "vitest";
import * as protocol from "@ck/protocol";

const odd = (options: object): never => options as never;
const cases: [what: string, call: () => unknown, message: string][] = [
  [
    "option",
    () => protocol.option(1, "One", odd({ img: "x" })),
    "Unknown option `img`. The options of option are image.",
  ],
  [
    "prompt",
    () => protocol.prompt("p", "m", odd({ option: [] })),
    "Unknown option `option`. Did you mean `options`? The options of prompt are ",
  ],
  [
    "an option of prompt",
    () => protocol.prompt("p", "m", { options: [odd({ id: 1, lable: "x" })] }),
    "Did you mean `label`?",
  ],
  ["askParam", () => protocol.askParam("p", "m", odd({ data: {} })), "Unknown option `data`."],
  ["execution", () => protocol.execution("m", odd({ cards: [] })), "Did you mean `card`?"],
  [
    "handled",
    () => protocol.handled("m", odd({ options: [] })),
    "Unknown option `options`. The options of handled are card, ",
  ],
  ["welcome", () => protocol.welcome("m", odd({ broadcast: {} })), "Unknown option `broadcast`."],
  ["failure", () => protocol.failure("m", odd({ followUp: {} })), "Did you mean `followup`?"],
  ["file", () => protocol.file("a.pdf", "https://example.com", odd({ Format: "x" })), "Did you mean `format`?"],
  ["contact", () => protocol.contact(odd({ field: {} })), "Did you mean `fields`?"],
  ["suggestion", () => protocol.suggestion("m", odd({ param: {} })), "Did you mean `params`?"],
  [
    "serializeResponse",
    () => protocol.serializeResponse(protocol.askNext(), odd({ maxByte: 1 })),
    "Did you mean `maxBytes`?",
  ],
  [
    "parseResponse",
    () => protocol.parseResponse({}, odd({ too: "execute" })),
    "The options of parseResponse are to, maxBytes.",
  ],
  ["decodeInteger", () => protocol.decodeInteger(1, odd({ minimum: 1 })), "Unknown option `minimum`."],
  ["decodeDecimal", () => protocol.decodeDecimal(1, odd({ precison: 1 })), "Did you mean `precision`?"],
  ["decodeText", () => protocol.decodeText("x", odd({ minLenght: 1 })), "Did you mean `minLength`?"],
  ["decodeDate", () => protocol.decodeDate("x", odd({ timezone: "UTC" })), "Did you mean `timeZone`?"],
  ["decodeDateTime", () => protocol.decodeDateTime("x", odd({ zone: "UTC" })), "Unknown option `zone`."],
];

describe("an unknown option is refused, with the one that was probably meant", () => {
  test.each(cases)("%s", (_, call, message) => {
    expect(call).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringContaining(message) as string }),
    );
  });
});

test("an option that is undefined counts as left out, whatever its name", () => {
  expect(protocol.handled("m", odd({ options: undefined }))).toEqual({ status: "handled", message: "m" });
  expect(protocol.decodeInteger(1, odd({ minimum: undefined }))).toEqual({ ok: true, value: 1 });
});

test("a decoder as it is cannot be the callback of map: an index is no options", () => {
  expect(() => [1, 2].map(protocol.decodeInteger as never)).toThrow("The options of decodeInteger must be an object");
});

describe("a wrong option of a decoder is refused", () => {
  test.each<[() => unknown, string]>([
    [() => protocol.decodeInteger(1, odd({ min: "1" })), "min must be a number; got a string."],
    [() => protocol.decodeInteger(1, { max: NaN }), "max must be a number; got a number that is not finite."],
    [() => protocol.decodeInteger(1, { min: 2, max: 1 }), "min must not be greater than max."],
    [() => protocol.decodeDecimal(1, odd({ precision: null })), "precision must be a number; got null."],
    [() => protocol.decodeText("x", { minLength: 2, maxLength: 1 }), "minLength must not be greater than maxLength."],
    [
      () => protocol.decodeText("x", odd({ pattern: "^x$" })),
      "pattern must be a regular expression, such as /^\\d+$/; got a string.",
    ],
  ])("%s", (call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION", message }));
  });
});
