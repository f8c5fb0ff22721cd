import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeDate,
  decodeEmail,
  decodeInteger,
  decodeMultiSelection,
  decodeRange,
  decodeSelection,
  decodeText,
  decodeTime,
  decodeUser,
  isUnset,
  type Decoded,
} from "@ck/protocol";

const ok = <T>(value: T): Decoded<T> => ({ ok: true, value });
/** Which issue, `issue.test.ts` says. */
const no = (reason: string): Decoded<never> => ({ ok: false, reason, issue: expect.any(Object) as never });

test("unset is absent, null or an empty string, and nothing else", () => {
  for (const value of [undefined, null, ""]) expect(isUnset(value)).toBe(true);
  for (const value of [0, false, " ", [], {}, NaN]) expect(isUnset(value)).toBe(false);
});

describe("a selection", () => {
  const leave = { casual: "Casual leave", sick: "Sick leave", "7": "Seventh day" };
  test.each([
    "sick",
    "Sick leave",
    " sick ",
    "SICK",
    "sick LEAVE",
    "Ｓick leave",
    { id: "sick" },
    { id: "sick", label: "Whatever" },
    { id: 99, label: "Sick leave" },
    { id: "x", value: "sick" },
    { id: 1, value: "Sick leave" },
    { label: "Sick leave" },
  ])("%j is sick", (value) => {
    expect(decodeSelection(value, leave)).toEqual(ok("sick"));
  });

  test("takes a number for an id", () => {
    expect(decodeSelection(7, leave)).toEqual(ok("7"));
    expect(decodeSelection({ id: 7 }, leave)).toEqual(ok("7"));
  });

  test.each([
    undefined,
    null,
    "",
    " ",
    "none",
    "toString",
    "__proto__",
    "constructor",
    true,
    [],
    ["sick"],
    {},
    { id: null },
    { name: "sick" },
  ])("%j is no choice, and the reason lists them", (value) => {
    expect(decodeSelection(value, { a: "Apple", b: "Pear" })).toEqual(no("Please choose one of: Apple, Pear."));
  });

  test("prefers the exact spelling, and ids to labels", () => {
    expect(decodeSelection("b", { a: "b", b: "a" })).toEqual(ok("b"));
    expect(decodeSelection("A", { a: "x", A: "y" })).toEqual(ok("A"));
    expect(decodeSelection(" A ", { a: "x", A: "y" })).toEqual(ok("A"));
  });

  test("does not guess between two that are spelled alike", () => {
    expect(decodeSelection("sICK", { one: "Sick", two: "SICK" }).ok).toBe(false);
    expect(decodeSelection("SICK", { one: "Sick", two: "SICK" })).toEqual(ok("two"));
  });

  test("does not list more choices than a person reads", () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, `Label ${i}`]));
    expect(decodeSelection("x", many)).toEqual(no("Please choose one of the options."));
    expect(decodeSelection("x", {})).toEqual(no("Please choose one of the options."));
  });

  test("comes back from every id and from every label of its own", () => {
    const word = fc.string({ minLength: 1 }).filter((s) => s.trim() !== "" && s !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(word, word, { minKeys: 1 }), (options) => {
        for (const [id, label] of Object.entries(options)) {
          expect(decodeSelection(id, options)).toEqual(ok(id));
          const byLabel = decodeSelection(label, options);
          expect(byLabel.ok && (byLabel.value === label || options[byLabel.value] === label)).toBe(true);
        }
      }),
    );
  });
});

describe("a multi selection", () => {
  const days = { mon: "Monday", tue: "Tuesday" };
  test("is a list or a single one, each id once, in the given order", () => {
    expect(decodeMultiSelection(["tue", "Monday", { id: "tue" }], days)).toEqual(ok(["tue", "mon"]));
    expect(decodeMultiSelection("monday", days)).toEqual(ok(["mon"]));
    expect(decodeMultiSelection({ id: "mon" }, days)).toEqual(ok(["mon"]));
  });
  test.each([undefined, null, "", [], ["mon", "sun"], [["mon"]], [null], {}])("%j is refused", (value) => {
    expect(decodeMultiSelection(value, days)).toEqual(no("Please choose one or more of: Monday, Tuesday."));
  });
  test("of a hundred thousand costs no more than its length", () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, `Label ${i}`]));
    const started = performance.now();
    expect(
      decodeMultiSelection(
        Array.from({ length: 100_000 }, () => " LABEL 199 "),
        many,
      ),
    ).toEqual(ok(["k199"]));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("a range", () => {
  test.each([[[1, 3]], [["1", "3"]], [{ start: 1, end: 3 }], [{ from: "1", to: 3 }]])("%j is from 1 to 3", (value) => {
    expect(decodeRange(value, decodeInteger)).toEqual(ok({ start: 1, end: 3 }));
  });
  test.each([
    undefined,
    null,
    "",
    "1-3",
    1,
    [],
    [1],
    [1, 2, 3],
    {},
    { start: 1 },
    { to: 1 },
    { start: "", end: 1 },
    [null, 1],
  ])("%j has no two ends", (value) => {
    expect(decodeRange(value, decodeInteger)).toEqual(no("Please give a start and an end."));
  });
  test("says which end is wrong, and why", () => {
    expect(decodeRange(["x", 1], decodeInteger)).toEqual(no("The start is not right. Please give a whole number."));
    expect(decodeRange([1, "x"], (value) => decodeInteger(value, { min: 1 }))).toEqual(
      no("The end is not right. Please give a whole number of at least 1."),
    );
  });
  test("may end where it starts, but not before", () => {
    const backwards = no("Please give a start that is not after the end.");
    expect(decodeRange([2, 2], decodeInteger)).toEqual(ok({ start: 2, end: 2 }));
    expect(decodeRange([10, 9], decodeInteger)).toEqual(backwards);
    expect(decodeRange(["2026-05-04", "03-May-2026"], decodeDate)).toEqual(backwards);
    expect(decodeRange(["2026-05-03", "03-May-2026"], decodeDate).ok).toBe(true);
    expect(decodeRange(["9 pm", "10:00"], decodeTime)).toEqual(backwards);
    expect(decodeRange(["9:00", "10:00"], decodeTime)).toEqual(ok({ start: "09:00:00", end: "10:00:00" }));
    const user = { id: "b" };
    expect(decodeRange([user, "a"], decodeUser)).toEqual(ok({ start: user, end: "a" }));
  });
  test("hands its decoder the value alone, so that no index becomes its options", () => {
    decodeRange([1, 2], (...given: unknown[]) => {
      expect(given).toHaveLength(1);
      return ok(given[0]);
    });
  });
});

describe("a text", () => {
  test("is kept unchanged", () => {
    expect(decodeText("  two\nlines ")).toEqual(ok("  two\nlines "));
    expect(decodeText(0)).toEqual(ok("0"));
    expect(decodeText(false)).toEqual(ok("false"));
  });
  test.each([undefined, null, "", " \n", [], {}, ["a"], 1n])("%s is refused", (value) => {
    expect(decodeText(value)).toEqual(no("Please give a text."));
  });
});

describe("a text with bounds", () => {
  test("has so many characters, an emoji being one", () => {
    expect(decodeText("ab", { minLength: 2, maxLength: 2 })).toEqual(ok("ab"));
    expect(decodeText("😀😀", { maxLength: 2 })).toEqual(ok("😀😀"));
    expect(decodeText("a", { minLength: 2 })).toEqual(no("Please give at least 2 characters."));
    expect(decodeText("ab", { maxLength: 1 })).toEqual(no("Please give at most 1 character."));
    expect(decodeText(" ", { minLength: 0 })).toEqual(no("Please give a text."));
  });

  test("matches a pattern, time after time", () => {
    for (const pattern of [/^\d{3}$/, /^\d{3}$/g, /\d{3}/y]) {
      for (let time = 0; time < 3; time++) expect(decodeText("123", { pattern })).toEqual(ok("123"));
      expect(decodeText("12", { pattern })).toEqual(no("Please give it in the expected form."));
      expect(pattern.lastIndex).toBe(0);
    }
    expect(decodeText(123, { pattern: /^\d{3}$/ })).toEqual(ok("123"));
  });
});

describe("an email address", () => {
  test.each([
    " anu@example.com ",
    "a.b+c@mail.example.co.in",
    "o'brien@example.com",
    "用户@例子.公司",
    "a@xn--e1afmkfd.org",
    "ü@हिन्दी.भारत",
  ])("%s is one", (value) => {
    expect(decodeEmail(value)).toEqual(ok(value.trim()));
  });
  test.each([
    undefined,
    null,
    7,
    "",
    "anu",
    "anu@",
    "@example.com",
    "anu@example",
    "anu@.com",
    "anu@example.",
    "anu@exa mple.com",
    "a b@example.com",
    "anu@@example.com",
    "a@b@example.com",
    ".anu@example.com",
    "anu.@example.com",
    "a..b@example.com",
    "anu@-example.com",
    "anu@example-.com",
    "Anu <anu@example.com>",
    "a,b@example.com",
    "anu@example.com\nbcc:x@example.com",
    "anu\u0000@example.com",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(64)}.com`,
    `a@${"b.".repeat(200)}com`,
    "javascript:a@example.com",
    ["anu@example.com"],
  ])("%j is refused", (value) => {
    expect(decodeEmail(value)).toEqual(no("Please give an email address, such as name@example.com."));
  });
});

describe("a user", () => {
  test("is an object or a text, unchanged", () => {
    const user = { id: 7, name: "Anu" };
    expect(decodeUser(user)).toEqual(ok(user));
    expect(decodeUser("anu")).toEqual(ok("anu"));
    expect(decodeUser(7)).toEqual(ok("7"));
  });
  test.each([undefined, null, "", {}, [], [1]])("%j is refused", (value) => {
    expect(decodeUser(value)).toEqual(no("Please name a user."));
  });
});
