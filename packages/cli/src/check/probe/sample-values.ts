import type { EmulatedParam, ParamType } from "@ck/emulator";

/** Values for params: by name for every action, or by namespace and name: `{ days: 3, ApplyLeave: { from: "2030-05-03" } }`. */
export type SampleParams = Readonly<Record<string, unknown>>;

/** In the form that the emulator sends: the contract leaves it open (docs/contract.md §1). */
const SAMPLES: Readonly<Record<Exclude<ParamType, "selection" | "multi-selection">, unknown>> = {
  string: "sample",
  integer: 1,
  "integer-range": { start: 1, end: 2 },
  decimal: 1.5,
  "decimal-range": { start: 1.5, end: 2.5 },
  date: "2030-05-03",
  "date-range": { start: "2030-05-03", end: "2030-05-04" },
  "date-time": "2030-05-03T14:30:00",
  "date-time-range": { start: "2030-05-03T14:30:00", end: "2030-05-03T15:30:00" },
  time: "14:30:00",
  "time-range": { start: "14:30:00", end: "15:30:00" },
  user: "sam",
  boolean: true,
  email: "sam@example.com",
};

/** Returns the value of a param: the given one, or else a sample of its type. */
export function sampleValue(namespace: string, { name, type, options }: EmulatedParam, given: SampleParams): unknown {
  const own = given[namespace];
  if (isObject(own) && Object.hasOwn(own, name)) return own[name];
  if (Object.hasOwn(given, name)) return given[name];
  const first = options[0]?.id ?? "sample";
  if (type === "selection") return first;
  if (type === "multi-selection") return [first];
  return SAMPLES[type];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
