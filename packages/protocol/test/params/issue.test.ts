import { describe, expect, it } from "vitest";
import {
  decodeBoolean,
  decodeDate,
  decodeDateTime,
  decodeDecimal,
  decodeEmail,
  decodeInteger,
  decodeMultiSelection,
  decodeRange,
  decodeSelection,
  decodeText,
  decodeTime,
  decodeUser,
  describeParamIssue,
  englishReasons,
  type Decoded,
  type ParamIssue,
} from "@ck/protocol";

const fruit = { a: "Apple", b: "Pear" };
const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`id${index}`, `Label ${index}`]));
const safe = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

const cases: readonly (readonly [Decoded<unknown>, ParamIssue])[] = [
  [decodeText({}), { code: "invalidText" }],
  [decodeText("a", { minLength: 2 }), { code: "textTooShort", minLength: 2 }],
  [decodeText("abc", { maxLength: 2 }), { code: "textTooLong", maxLength: 2 }],
  [decodeText("abc", { pattern: /^\d+$/ }), { code: "invalidPattern" }],
  [decodeEmail("x"), { code: "invalidEmail" }],
  [decodeUser(" "), { code: "invalidUser" }],
  [decodeInteger("x"), { code: "invalidInteger" }],
  [decodeInteger(0, { min: 1, max: undefined }), { code: "invalidInteger", min: 1 }],
  [decodeInteger(9, { min: 1, max: 3 }), { code: "invalidInteger", min: 1, max: 3 }],
  [decodeInteger("9007199254740993"), { code: "invalidInteger", ...safe }],
  [decodeDecimal("x"), { code: "invalidDecimal" }],
  [decodeDecimal("1.25", { max: 2, precision: 1 }), { code: "invalidDecimal", max: 2, precision: 1 }],
  [decodeDecimal("0.12345678901234567890"), { code: "tooManyDigits" }],
  [decodeBoolean("maybe"), { code: "invalidBoolean" }],
  [decodeDate("soon"), { code: "invalidDate" }],
  [decodeDateTime("soon"), { code: "invalidDateTime" }],
  [decodeTime("soon"), { code: "invalidTime" }],
  [decodeRange("x", decodeInteger), { code: "invalidRange" }],
  [decodeRange([3, 1], decodeInteger), { code: "startAfterEnd" }],
  [
    decodeRange(["x", 1], decodeInteger),
    { code: "invalidStart", reason: "Please give a whole number.", issue: { code: "invalidInteger" } },
  ],
  [
    decodeRange([1, 9], (value) => decodeInteger(value, { max: 3 })),
    {
      code: "invalidEnd",
      reason: "Please give a whole number of at most 3.",
      issue: { code: "invalidInteger", max: 3 },
    },
  ],
  [decodeSelection("x", fruit), { code: "invalidSelection", labels: ["Apple", "Pear"] }],
  [decodeSelection("x", many), { code: "invalidSelection", labels: [] }],
  [decodeMultiSelection(["a", "x"], fruit), { code: "invalidMultiSelection", labels: ["Apple", "Pear"] }],
];

describe("the issue of a decoder", () => {
  it.each(cases)("says for code what its sentence says %#", (result, issue) => {
    expect(result).toEqual({ ok: false, reason: describeParamIssue(issue), issue });
  });

  it("has every kind that there are sentences for", () => {
    const kinds = cases.map(([, { code }]) => code);
    expect(new Set(kinds)).toEqual(new Set(Object.keys(englishReasons)));
  });

  it("is what a decoder of the author's need not give", () => {
    const own = (): Decoded<number> => ({ ok: false, reason: "Not like this." });
    const reason = "The start is not right. Not like this.";
    expect(decodeRange([1, 2], own)).toMatchObject({
      reason,
      issue: { code: "invalidStart", reason: "Not like this." },
    });
  });

  it("is described in other words, within a range too", () => {
    const words = {
      ...englishReasons,
      invalidInteger: "Eine Zahl, bitte.",
      invalidStart: ({ reason }: { reason: string }) => `Der Anfang: ${reason}`,
    };
    const result = decodeRange(["x", 1], decodeInteger);
    expect(!result.ok && result.issue && describeParamIssue(result.issue, words)).toBe("Der Anfang: Eine Zahl, bitte.");
  });
});
