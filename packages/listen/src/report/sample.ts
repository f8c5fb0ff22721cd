/** A value of each form that has nothing to say about anybody. Forms of which JavaScript has no value get the nearest one. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  text: "sample",
  "empty text": "",
  "option id": "sample",
  "option label": "sample",
  null: null,
  boolean: true,
  integer: 1,
  "integer written as a decimal": 1,
  "integer beyond 2^53": 9_007_199_254_740_991,
  decimal: 1.5,
  "number with an exponent": 1.5,
  "epoch milliseconds": 1_767_225_600_000,
  "epoch seconds": 1_767_225_600,
  "epoch milliseconds as text": "1767225600000",
  "ISO date": "2026-01-01",
  "ISO date and time": "2026-01-01T00:00:00",
  "ISO date and time in UTC": "2026-01-01T00:00:00Z",
  "ISO date and time in UTC with ms": "2026-01-01T00:00:00.000Z",
  "ISO date and time with offset": "2026-01-01T00:00:00+00:00",
  "dd-MMM-yyyy date": "01-Jan-2026",
  "dd-MMM-yyyy date and time": "01-Jan-2026 00:00:00",
  "date with slashes": "01/01/2026",
  time: "00:00",
  "time with seconds": "00:00:00",
  "digits as text": "1",
  "decimal as text": "1.5",
  "true or false as text": "true",
  "yes or no as text": "yes",
  "email address": "sample@example.com",
  URL: "https://example.com/sample",
  "empty object": {},
  "empty list": [],
  list: [],
};

/** Returns a value of a form that was observed. */
export function sampleOf(form: string): unknown {
  if (Object.hasOwn(SAMPLES, form)) return SAMPLES[form];
  if (form.startsWith("list of ")) return [sampleOf(form.slice("list of ".length).split(" or ")[0] ?? "")];
  if (!form.startsWith("object with ")) return "sample";
  const keys = form.slice("object with ".length).split(", ");
  return Object.fromEntries(keys.filter((key) => /^[A-Za-z_]/.test(key)).map((key) => [key, "sample"]));
}
