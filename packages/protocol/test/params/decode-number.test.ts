import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBoolean, decodeDecimal, decodeInteger, type Decoded } from "@ck/protocol";

const ok = <T>(value: T): Decoded<T> => ({ ok: true, value });
/** Which issue, `issue.test.ts` says. */
const no = (reason: string): Decoded<never> => ({ ok: false, reason, issue: expect.any(Object) as never });

describe("a whole number", () => {
  test.each([
    [3, 3],
    ["3", 3],
    [" 3 ", 3],
    ["+3", 3],
    ["-3", -3],
    ["003", 3],
    ["3.0", 3],
    ["3.", 3],
    ["3e2", 300],
    ["1.50e1", 15],
    [3.0, 3],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ])("%j is %j", (value, expected) => {
    expect(decodeInteger(value)).toEqual(ok(expected));
  });

  test("minus zero is zero", () => {
    for (const value of [-0, "-0", "-0.0"])
      expect(Object.is((decodeInteger(value) as { value: number }).value, 0)).toBe(true);
  });

  test.each<unknown>([
    undefined,
    null,
    "",
    " ",
    "x",
    "3x",
    "3 4",
    "1,000",
    "1_000",
    "0x10",
    "0b1",
    "Infinity",
    "NaN",
    NaN,
    Infinity,
    3.5,
    "3.5",
    ".",
    "+",
    "--3",
    "3e",
    "e3",
    "3e-1",
    "٣",
    true,
    [],
    [3],
    {},
    { valueOf: () => 3 },
    new Date(3),
    3n,
    Symbol("3"),
    "1".repeat(500),
    "1e400",
    "0.99999999999999999999",
  ])("%s is refused", (value) => {
    expect(decodeInteger(value)).toEqual(no("Please give a whole number."));
  });

  test("that a JavaScript number cannot hold exactly is refused", () => {
    for (const value of ["9007199254740993", 2 ** 53, "-9007199254740992", "1e300"])
      expect(decodeInteger(value)).toEqual(
        no("Please give a whole number between -9007199254740991 and 9007199254740991."),
      );
  });

  test("has inclusive bounds, and the reason names them", () => {
    expect(decodeInteger("1", { min: 1, max: 3 })).toEqual(ok(1));
    expect(decodeInteger("3", { min: 1, max: 3 })).toEqual(ok(3));
    expect(decodeInteger("4", { min: 1, max: 3 })).toEqual(no("Please give a whole number between 1 and 3."));
    expect(decodeInteger("0", { min: 1 })).toEqual(no("Please give a whole number of at least 1."));
    expect(decodeInteger("4", { max: 3 })).toEqual(no("Please give a whole number of at most 3."));
    expect(decodeInteger("x", { min: undefined, max: 3 })).toEqual(no("Please give a whole number of at most 3."));
  });

  test("comes back from its text", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        expect(decodeInteger(String(n))).toEqual(ok(n));
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        expect(decodeInteger(n)).toEqual(ok(n));
      }),
    );
  });
});

describe("a number", () => {
  test.each([
    [2.5, 2.5],
    ["2.5", 2.5],
    ["2.50", 2.5],
    [".5", 0.5],
    ["-1e-7", -1e-7],
    [0, 0],
  ])("%j is %j", (value, expected) => {
    expect(decodeDecimal(value)).toEqual(ok(expected));
  });

  test("has no more digits after the point than it may", () => {
    expect(decodeDecimal("9.90", { precision: 1 })).toEqual(ok(9.9));
    expect(decodeDecimal("1e-2", { precision: 2 })).toEqual(ok(0.01));
    expect(decodeDecimal(1e-7, { precision: 7 })).toEqual(ok(1e-7));
    expect(decodeDecimal("1.25e1", { precision: 1 })).toEqual(ok(12.5));
    expect(decodeDecimal(1e-7, { precision: 6 }).ok).toBe(false);
    expect(decodeDecimal("9.99", { precision: 1 })).toEqual(
      no("Please give a number, with at most 1 digit after the point."),
    );
    expect(decodeDecimal("9.99", { min: 0, precision: 0 })).toEqual(
      no("Please give a number of at least 0, with at most 0 digits after the point."),
    );
  });

  test("has inclusive bounds, and the reason names them", () => {
    expect(decodeDecimal("0.5", { min: 0.5, max: 1 })).toEqual(ok(0.5));
    expect(decodeDecimal(1.01, { min: 0.5, max: 1 })).toEqual(no("Please give a number between 0.5 and 1."));
    expect(decodeDecimal("x")).toEqual(no("Please give a number."));
  });

  test("comes back from its text, and has as many digits after the point as its text", () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(double, (n) => {
        expect(decodeDecimal(String(n))).toEqual(ok(n + 0));
      }),
    );
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 5 }), (n, places) => {
        const text = (n / 10 ** places).toFixed(places);
        expect(decodeDecimal(text, { precision: places })).toEqual(ok(Number(text) + 0));
      }),
    );
  });
});

describe("a boolean", () => {
  test.each([true, 1, "1", "true", "TRUE", " yes ", "Yes"])("%j is true", (value) => {
    expect(decodeBoolean(value)).toEqual(ok(true));
  });
  test.each([false, 0, -0, "0", "false", "No"])("%j is false", (value) => {
    expect(decodeBoolean(value)).toEqual(ok(false));
  });
  test.each([undefined, null, "", "y", "on", 2, [], {}, [true], "truee"])("%j is neither", (value) => {
    expect(decodeBoolean(value)).toEqual(no("Please answer yes or no."));
  });
});
