import { ExactNumber } from "@ck/emulator";

/** What the bot itself offers: with it, the id of an option can be told from its label. */
export interface KnownOptions {
  readonly ids: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

const NO_OPTIONS: KnownOptions = { ids: new Set(), labels: new Set() };

/** Describes the form of a value, without the value: `text`, `epoch milliseconds`, `list of object with id, label`. */
export function formOf(value: unknown, options: KnownOptions = NO_OPTIONS, depth = 0): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (value instanceof ExactNumber) return formOfExact(value.text);
  if (typeof value === "number") return formOfNumber(value);
  if (typeof value === "string") return formOfOption(value, options) ?? formOfText(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "empty list";
    if (depth > 2) return "list";
    const forms = value.slice(0, 50).map((each) => formOf(each, options, depth + 1));
    return `list of ${[...new Set(forms)].toSorted().join(" or ")}`;
  }
  const keys = Object.keys(value as object);
  if (keys.length === 0) return "empty object";
  const names = keys.slice(0, 20).map(nameOf).toSorted();
  return `object with ${[...new Set(names)].join(", ")}${keys.length > 20 ? ", …" : ""}`;
}

/** A key as it may be shown: one that a person typed is not. */
export function nameOf(key: string): string {
  return isName(key) ? key : "‹key›";
}

/** Tells whether a key is one that a program chose. */
export function isName(key: string): boolean {
  return /^[A-Za-z_][\w-]{0,49}$/.test(key) && !/\d{3}/.test(key);
}

function formOfOption(value: string, { ids, labels }: KnownOptions): string | undefined {
  if (ids.has(value) === labels.has(value)) return undefined;
  return ids.has(value) ? "option id" : "option label";
}

/** A number that JavaScript would change. */
function formOfExact(text: string): string {
  if (/^-?\d+\.0+$/.test(text)) return "integer written as a decimal";
  if (/[eE]/.test(text)) return "number with an exponent";
  return /^-?\d+$/.test(text) ? "integer beyond 2^53" : "decimal";
}

/** 2001 to 2065, which no small count is. */
function formOfNumber(value: number): string {
  if (Number.isInteger(value) && value >= 1e12 && value < 3e12) return "epoch milliseconds";
  if (Number.isInteger(value) && value >= 1e9 && value < 3e9) return "epoch seconds";
  return Number.isInteger(value) ? "integer" : "decimal";
}

const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?/.source;
const TEXT_FORMS: readonly (readonly [form: string, pattern: RegExp])[] = [
  ["ISO date and time in UTC", new RegExp(`${DATE_TIME}Z$`)],
  ["ISO date and time in UTC with ms", new RegExp(`${DATE_TIME}\\.\\d+Z$`)],
  ["ISO date and time with offset", new RegExp(`${DATE_TIME}(?:\\.\\d+)?[+-]\\d\\d:?\\d\\d$`)],
  ["ISO date and time", new RegExp(DATE_TIME)],
  ["ISO date", /^\d{4}-\d\d-\d\d$/],
  ["dd-MMM-yyyy date and time", /^\d{1,2}-[A-Za-z]{3}-\d{4} \d/],
  ["dd-MMM-yyyy date", /^\d{1,2}-[A-Za-z]{3}-\d{4}$/],
  ["date with slashes", /^\d{1,4}\/\d{1,2}\/\d{1,4}$/],
  ["time with seconds", /^\d{1,2}:\d\d:\d\d$/],
  ["time", /^\d{1,2}:\d\d$/],
  ["epoch milliseconds as text", /^[12]\d{12}$/],
  ["digits as text", /^-?\d+$/],
  ["decimal as text", /^-?\d+\.\d+$/],
  ["true or false as text", /^(?:true|false)$/i],
  ["yes or no as text", /^(?:yes|no)$/i],
  ["email address", /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ["URL", /^https?:\/\//],
  ["empty text", /^$/],
];

function formOfText(value: string): string {
  return TEXT_FORMS.find(([, pattern]) => pattern.test(value))?.[0] ?? "text";
}
