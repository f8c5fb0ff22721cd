import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EmulatedParam, ParamType } from "../../src/core.js";
import { PARAM_TYPES } from "../../src/core.js";
import { readMessage, readReply } from "../../src/reading/read-message.js";

/** A Friday. */
const now = new Date("2026-05-01T12:00:00Z");
const leaves = [
  { id: "111", label: "Sick leave" },
  { id: "casual", label: "Casual leave" },
  { id: "112", label: "Long sick leave" },
];
const param = (name: string, type: ParamType): EmulatedParam => ({
  name,
  type,
  prompt: "",
  options: type.endsWith("selection") ? leaves : [],
});
const read = (types: Record<string, ParamType>, text: string): unknown =>
  readMessage(
    Object.entries(types).map(([name, type]) => param(name, type)),
    text,
    now,
  );
const reply = (type: ParamType, text: string, options: readonly { id: string; label: string }[] = []): unknown =>
  readReply(param("p", type), options, text, now);

describe("the values in the message that starts an action", () => {
  it("are taken by their shape, each character once", () => {
    const types = {
      type: "selection",
      from: "date",
      days: "integer",
      at: "time",
      to: "email",
      rate: "decimal",
    } as const;
    expect(read(types, "Sick leave from 3 May at 9am for 3 days, tell sam@example.com, at 2.5 an hour.")).toEqual({
      type: "111",
      from: "2026-05-03",
      at: "09:00:00",
      days: 3,
      to: "sam@example.com",
      rate: 2.5,
    });
  });

  it("of one type go to the params in the order of the definition", () => {
    expect(read({ from: "date", to: "date" }, "from 2026-05-03 until 2026-05-05")).toEqual({
      from: "2026-05-03",
      to: "2026-05-05",
    });
    expect(read({ a: "integer", b: "integer", c: "integer" }, "7 and 8")).toEqual({ a: 7, b: 8 });
  });

  it("are not found for params that any text would fit", () => {
    expect(read({ reason: "string", who: "user" }, "because of Sam")).toEqual({});
  });

  it("do not take a number for what is no number", () => {
    expect(read({ n: "integer" }, "A4, 3rd, 1,000, 2.5, 12abc, v2, 10am, 2026-05-03, 99999999999999999999")).toEqual(
      {},
    );
    expect(read({ n: "integer" }, "minus -3, or 4.")).toEqual({ n: -3 });
  });

  it("take the longer label where one is part of another", () => {
    expect(read({ type: "selection" }, "a long sick leave, please")).toEqual({ type: "112" });
    expect(read({ type: "selection", n: "integer" }, "111 days")).toEqual({ n: 111 });
    expect(read({ types: "multi-selection" }, "casual leave and sick leave")).toEqual({ types: ["casual", "111"] });
  });
});

describe("the reply to a question", () => {
  it.each<[ParamType, string, unknown]>([
    ["string", "  my back hurts ", "my back hurts"],
    ["user", "Sam", "Sam"],
    ["integer", "3", 3],
    ["integer", "I need 3 days", 3],
    ["integer", "soon", undefined],
    ["integer", "2.5", undefined],
    ["decimal", "2.5", 2.5],
    ["decimal", "-0.25", -0.25],
    ["integer-range", "3-5", { start: 3, end: 5 }],
    ["integer-range", "between 3 and 5", { start: 3, end: 5 }],
    ["integer-range", "5 to 3", undefined],
    ["integer-range", "3", undefined],
    ["decimal-range", "1.5 to 2", { start: 1.5, end: 2 }],
    ["date", "2026-05-03", "2026-05-03"],
    ["date", "03-May-2026", "2026-05-03"],
    ["date", "3rd of May", "2026-05-03"],
    ["date", "May 3, 2027", "2027-05-03"],
    ["date", "on 30 April", "2027-04-30"],
    ["date", "today", "2026-05-01"],
    ["date", "day after tomorrow", "2026-05-03"],
    ["date", "next friday", "2026-05-08"],
    ["date", "29 Feb", "2028-02-29"],
    ["date", "2026-02-30", undefined],
    ["date", "03/05/2026", undefined],
    ["date-range", "3 May to 5 May", { start: "2026-05-03", end: "2026-05-05" }],
    ["date-range", "from 2026-05-03 until 2026-05-05", { start: "2026-05-03", end: "2026-05-05" }],
    ["date-time", "3 May at 2:30 pm", "2026-05-03T14:30:00"],
    ["date-time", "2026-05-03T14:30:05", "2026-05-03T14:30:05"],
    ["date-time", "tomorrow", "2026-05-02T00:00:00"],
    [
      "date-time-range",
      "2026-05-03 09:00 to 2026-05-03 17:00",
      { start: "2026-05-03T09:00:00", end: "2026-05-03T17:00:00" },
    ],
    ["time", "9am", "09:00:00"],
    ["time", "12 am", "00:00:00"],
    ["time", "25:00", undefined],
    ["time", "9", undefined],
    ["time-range", "9:00 - 17:00", { start: "09:00:00", end: "17:00:00" }],
    ["boolean", "Yes, please", true],
    ["boolean", "nope", false],
    ["boolean", "maybe", undefined],
    ["email", "It is sam@example.com.", "sam@example.com"],
    ["email", "sam at example", undefined],
    ["selection", "111", "111"],
    ["selection", "sick leave!", "111"],
    ["selection", "I take casual leave", "casual"],
    ["selection", "casual", "casual"],
    ["selection", "leave", undefined],
    ["selection", "earned", undefined],
    ["multi-selection", "casual leave, sick leave", ["casual", "111"]],
    ["multi-selection", "111", ["111"]],
    ["multi-selection", "none", undefined],
  ])("%s: %s", (type, text, expected) => {
    expect(reply(type, text)).toEqual(expected);
  });

  it("is matched with the options that were shown, before those of the definition", () => {
    const shown = [{ id: "e", label: "Earned leave" }];
    expect(reply("selection", "earned", shown)).toBe("e");
    expect(reply("selection", "sick leave", shown)).toBeUndefined();
    expect(reply("string", "Earned leave", shown)).toBe("e");
    expect(reply("string", "earned by work", shown)).toBe("earned by work");
    expect(reply("integer", "one day", [{ id: "1", label: "One day" }])).toBe(1);
  });

  it("is read in any text, of any type, in bounded time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PARAM_TYPES), fc.string({ unit: "binary", maxLength: 200 }), (type, text) => {
        JSON.stringify([reply(type, text), read({ a: type, b: type }, text)]);
      }),
    );
    for (const piece of ["1", "a@", "1.1,", "3 May ", "9:00 to ", "yes ", "sick leave ", " "]) {
      const before = performance.now();
      for (const type of ["date-time-range", "decimal-range", "email", "multi-selection"] as const) {
        reply(type, piece.repeat(100_000));
      }
      expect(performance.now() - before, piece).toBeLessThan(2_000);
    }
  });
});

describe("days", () => {
  it.each([
    ["in 3 days", "2026-05-04"],
    ["the day after tomorrow", "2026-05-03"],
    ["day before yesterday", "2026-04-29"],
    ["next week", "2026-05-08"],
    ["I'd like to start on the 3rd of May, please", "2026-05-03"],
    ["Feb 29th", "2028-02-29"],
    ["29 Feb 2027", undefined],
    ["9am", undefined],
    ["for 3 days", undefined],
    ["in 2 hours", undefined],
    ["May", undefined],
    ["maybe", undefined],
    ["5/2026", undefined],
  ])("%s: %s", (text, expected) => {
    expect(reply("date", text)).toBe(expected);
  });

  it("in a sentence leave the numbers that only say how long", () => {
    expect(read({ from: "date", days: "integer" }, "from tomorrow for 3 days")).toEqual({
      from: "2026-05-02",
      days: 3,
    });
    expect(read({ from: "date", at: "time" }, "3 May 2026 9:30")).toEqual({ from: "2026-05-03", at: "09:30:00" });
  });

  it.each(["May 3-5", "3 - 5 May", "3 May to 5 May", "from 3 May until 5 May"])(
    "of the range %j are both found",
    (text) => {
      expect(reply("date-range", text)).toEqual({ start: "2026-05-03", end: "2026-05-05" });
      expect(read({ from: "date", to: "date" }, text)).toEqual({ from: "2026-05-03", to: "2026-05-05" });
    },
  );
});
