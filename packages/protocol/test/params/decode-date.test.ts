import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDate, decodeDateTime, decodeTime } from "@ck/protocol";

/** The instant as ISO text, or the reason. */
function read(value: unknown, timeZone?: string): string {
  const result = decodeDateTime(value, { timeZone });
  return result.ok ? result.value.toISOString() : result.reason;
}
const REASON = "Please give a date and a time, such as 2026-05-03 14:30.";

describe("a date", () => {
  test.each([
    ["2026-05-03", "2026-05-03T00:00:00.000Z"],
    [" 2026-05-03 ", "2026-05-03T00:00:00.000Z"],
    ["2026-05-03T09:30", "2026-05-03T09:30:00.000Z"],
    ["2026-05-03 09:30:15", "2026-05-03T09:30:15.000Z"],
    ["2026-05-03T09:30:15.25Z", "2026-05-03T09:30:15.250Z"],
    ["2026-05-03T09:30:15,123456789z", "2026-05-03T09:30:15.123Z"],
    ["2026-05-03T09:30:15+05:30", "2026-05-03T04:00:15.000Z"],
    ["2026-05-03T09:30:15-0800", "2026-05-03T17:30:15.000Z"],
    ["2026-05-03T09:30+02", "2026-05-03T07:30:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["0000-01-01", "0000-01-01T00:00:00.000Z"],
    ["0099-01-01", "0099-01-01T00:00:00.000Z"],
    ["-000001-12-31", "-000001-12-31T00:00:00.000Z"],
    ["+275760-09-13", "+275760-09-13T00:00:00.000Z"],
    ["03-May-2026", "2026-05-03T00:00:00.000Z"],
    ["3-may-2026", "2026-05-03T00:00:00.000Z"],
    ["03-MAY-2026 14:30", "2026-05-03T14:30:00.000Z"],
    ["03-September-2026 14:30:15", "2026-09-03T14:30:15.000Z"],
    ["03-Sep-2026 02:30 PM", "2026-09-03T14:30:00.000Z"],
    ["03-Sep-2026, 12:00 am", "2026-09-03T00:00:00.000Z"],
    ["03 Sep 2026 12:00:01 p.m.", "2026-09-03T12:00:01.000Z"],
    [1_777_777_777_777, "2026-05-03T03:09:37.777Z"],
    ["1777777777777", "2026-05-03T03:09:37.777Z"],
    ["20261122", "2026-11-22T00:00:00.000Z"],
    [20_261_122, "2026-11-22T00:00:00.000Z"],
    ["20261122T1030", "2026-11-22T10:30:00.000Z"],
    ["20261122t103015.5Z", "2026-11-22T10:30:15.500Z"],
    ["20261122T103015+0530", "2026-11-22T05:00:15.000Z"],
    ["20261122T1030-08", "2026-11-22T18:30:00.000Z"],
    ["202611221030", "2026-11-22T10:30:00.000Z"],
    ["20261122103015", "2026-11-22T10:30:15.000Z"],
    // The window of epoch milliseconds: neither near 1970, nor outside the years 1900 to 2199.
    [10_000_000_000, "1970-04-26T17:46:40.000Z"],
    ["-10000000000", "1969-09-07T06:13:20.000Z"],
    ["-2208988800000", "1900-01-01T00:00:00.000Z"],
    [7_258_118_399_999, "2199-12-31T23:59:59.999Z"],
    // Twelve digits as a number are milliseconds; as a text they are a date with a time, if there is such a day.
    [202_611_221_030, "1976-06-03T00:53:41.030Z"],
    ["202699221030", "1976-06-04T01:20:21.030Z"],
  ])("%j is %s", (value, expected) => {
    expect(read(value)).toBe(expected);
    expect(decodeDate(value)).toEqual({ ok: true, value: new Date(expected) });
  });

  test.each([
    "2026-02-30",
    "2025-02-29",
    "1900-02-29",
    "2026-13-01",
    "2026-00-01",
    "2026-01-00",
    "2026-04-31",
    "30-Feb-2026",
    "31-Apr-2026",
    "0-May-2026",
    "2026-05-03T24:00",
    "2026-05-03T09:60",
    "2026-05-03T09:30:60",
    "2026-05-03T09:30+24:00",
    "2026-05-03T09:30+05:60",
    "-000000-01-01",
    "+275760-09-14",
    "2026-5-3",
    "2026-123",
    "2026-W18-7",
    "2026-05",
    "05/03/2026",
    "03-05-2026",
    "03-Mai-2026",
    "03-M-2026",
    "03-May-26",
    "03-May-2026 25:00",
    "03-May-2026 13:00 PM",
    "03-May-2026 0:30 AM",
    "03-May-2026 9",
    "03-May-2026 14:30 +05:30",
    "2026-05-03T",
    "tomorrow",
    "",
    " ",
    "-",
    "1e12",
    "12.5",
    "2026",
    2026,
    "22",
    0,
    "0",
    "-1",
    "1795843998",
    1_795_843_998,
    9_999_999_999,
    "-9999999999",
    7_258_118_400_000,
    "-2208988800001",
    "1795843998000000",
    "20261301",
    "20260230",
    "18991231",
    "22000101",
    "2026112",
    "2026112210",
    "202611222",
    "20261122T10",
    "20261122T2430",
    "20261122Z",
    "-20261122",
    "20261122.5",
    20_261_122.5,
    8.64e15 + 1,
    NaN,
    Infinity,
    "9".repeat(20),
    "9".repeat(500),
    undefined,
    null,
    true,
    [],
    ["2026-05-03"],
    {},
    { date: "2026-05-03" },
    1n,
  ])("%s is refused", (value) => {
    expect(read(value)).toBe(REASON);
    expect(decodeDate(value)).toEqual({
      ok: false,
      reason: "Please give a date, such as 2026-05-03 or 03-May-2026.",
      issue: { code: "invalidDate" },
    });
  });

  test("comes back from each of its spellings", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(decodeDate(date.toISOString())).toEqual({ ok: true, value: date });
      }),
    );
    // All but the year 1976, of which the text can also be a date with a time.
    const plausible = fc.oneof(
      fc.date({ min: new Date("1900-01-01"), max: new Date("1969-09-07"), noInvalidDate: true }),
      fc.date({ min: new Date("1970-05-01"), max: new Date("1975-12-31"), noInvalidDate: true }),
      fc.date({ min: new Date("1977-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
    );
    fc.assert(
      fc.property(plausible, (date) => {
        for (const value of [date.getTime(), String(date.getTime())])
          expect(decodeDate(value)).toEqual({ ok: true, value: date });
      }),
    );
    const minute = fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(minute, (date) => {
        const extended = `${date.toISOString().slice(0, 16)}:00.000Z`;
        const basic = extended.slice(0, 16).replace(/[-:]/g, "");
        for (const text of [basic, basic.replace("T", "")]) expect(read(text)).toBe(extended);
        expect(read(basic.slice(0, 8))).toBe(`${extended.slice(0, 10)}T00:00:00.000Z`);
      }),
    );
    const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    const day = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const two = (n: number): string => String(n).padStart(2, "0");
        const year = String(date.getUTCFullYear()).padStart(4, "0");
        const text = `${two(date.getUTCDate())}-${months[date.getUTCMonth()]!}-${year}`;
        const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
        expect(read(`${text} ${time}`)).toBe(new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString());
        expect(read(text)).toBe(`${date.toISOString().slice(0, 10)}T00:00:00.000Z`);
      }),
    );
  });

  test("is whatever Date says it is, where Date reads the same format", () => {
    const two = fc.integer({ min: 0, max: 39 }).map((n) => String(n).padStart(2, "0"));
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2100 }), two, two, two, two, (year, month, day, hour, minute) => {
        const text = `${year}-${month}-${day}T${hour}:${minute}:00Z`;
        const theirs = new Date(text);
        // Date lets 30 February roll over into March; we do not.
        const exists = !Number.isNaN(theirs.getTime()) && theirs.toISOString().startsWith(text.slice(0, 16));
        expect(read(text)).toBe(exists ? theirs.toISOString() : REASON);
      }),
    );
  });
});

describe("a date without a zone", () => {
  test.each([
    ["2026-05-03", "Asia/Kolkata", "2026-05-02T18:30:00.000Z"],
    ["03-May-2026 09:30", "Asia/Kolkata", "2026-05-03T04:00:00.000Z"],
    ["2026-01-15T12:00", "America/New_York", "2026-01-15T17:00:00.000Z"],
    ["2026-07-15T12:00", "America/New_York", "2026-07-15T16:00:00.000Z"],
    ["2026-07-15T12:00", "Pacific/Kiritimati", "2026-07-14T22:00:00.000Z"],
    ["2026-07-15T12:00", "Pacific/Niue", "2026-07-15T23:00:00.000Z"],
    // Clocks go forward at 02:00: half past two is not shown, and counts as half past three.
    ["2026-03-08T02:30", "America/New_York", "2026-03-08T07:30:00.000Z"],
    // Clocks go back at 02:00: half past one is shown twice, and the first is meant.
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"],
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
    // Samoa left this whole day out.
    ["2011-12-30T12:00", "Pacific/Apia", "2011-12-30T22:00:00.000Z"],
    ["-000043-03-15", "Asia/Tokyo", "-000043-03-14T14:41:01.000Z"],
  ])("%s in %s is %s", (value, timeZone, expected) => {
    expect(read(value, timeZone)).toBe(expected);
  });

  test("is not moved by timeZone when it carries a zone of its own", () => {
    expect(read("2026-05-03T09:30Z", "Asia/Kolkata")).toBe("2026-05-03T09:30:00.000Z");
    expect(read("2026-05-03T09:30+02:00", "Asia/Kolkata")).toBe("2026-05-03T07:30:00.000Z");
    expect(read(1_777_777_777_777, "Asia/Kolkata")).toBe("2026-05-03T03:09:37.777Z");
    expect(read("20260503T0930Z", "Asia/Kolkata")).toBe("2026-05-03T09:30:00.000Z");
    expect(read("20260503T0930", "Asia/Kolkata")).toBe("2026-05-03T04:00:00.000Z");
  });

  test("shows the same wall clock in that zone, wherever and whenever that is", () => {
    const zones = [
      "UTC",
      "Asia/Kolkata",
      "America/St_Johns",
      "Australia/Lord_Howe",
      "Africa/Casablanca",
      "Europe/London",
    ];
    const when = fc.date({ min: new Date("1975-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(when, fc.constantFrom(...zones), (date, timeZone) => {
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(
          date,
        );
        const result = decodeDateTime(shown, { timeZone });
        const again = result.ok ? result.value : new Date(NaN);
        // Not always the same instant: the clock shows an hour twice when it goes back.
        expect(
          new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(again),
        ).toBe(shown);
        expect(Math.abs(again.getTime() - date.getTime())).toBeLessThanOrEqual(2 * 3_600_000);
      }),
    );
  });

  test("in a zone that does not exist is the author's mistake, and said to the author", () => {
    expect(() => decodeDate("2026-05-03", { timeZone: "Mars/Olympus" })).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringContaining("Asia/Kolkata") as string,
      }),
    );
  });
});

describe("a time", () => {
  test.each([
    ["14:30", "14:30:00"],
    ["14:30:15", "14:30:15"],
    ["14:30:15.999", "14:30:15"],
    ["9:05", "09:05:00"],
    ["00:00", "00:00:00"],
    ["2:30 PM", "14:30:00"],
    ["12:30am", "00:30:00"],
    ["12 pm", "12:00:00"],
    [" 2 p.m. ", "14:00:00"],
  ])("%j is %s", (value, expected) => {
    expect(decodeTime(value)).toEqual({ ok: true, value: expected });
  });
  test.each([
    "24:00",
    "14:60",
    "14:30:60",
    "13 pm",
    "0 am",
    "14",
    "1430",
    "14.30",
    "x",
    "",
    14,
    null,
    undefined,
    [],
    {},
    "1".repeat(99),
  ])("%j is refused", (value) => {
    expect(decodeTime(value)).toEqual({
      ok: false,
      reason: "Please give a time, such as 14:30 or 2:30 PM.",
      issue: { code: "invalidTime" },
    });
  });
  test("comes back from itself", () => {
    const part = (max: number): fc.Arbitrary<string> =>
      fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, "0"));
    fc.assert(
      fc.property(part(23), part(59), part(59), (...parts) => {
        expect(decodeTime(parts.join(":"))).toEqual({ ok: true, value: parts.join(":") });
      }),
    );
  });
});
