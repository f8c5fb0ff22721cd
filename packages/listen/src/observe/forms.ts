/** Describes the form of a value, without the value: `text`, `epoch milliseconds`, `list of object with id, label`. */
export function formOf(value: unknown, depth = 0): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return formOfNumber(value);
  if (typeof value === "string") return formOfText(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "empty list";
    if (depth > 2) return "list";
    return `list of ${[...new Set(value.slice(0, 50).map((each) => formOf(each, depth + 1)))].toSorted().join(" or ")}`;
  }
  const keys = Object.keys(value as object);
  if (keys.length === 0) return "empty object";
  const names = keys.slice(0, 20).map(nameOf).toSorted();
  return `object with ${[...new Set(names)].join(", ")}${keys.length > 20 ? ", …" : ""}`;
}

/** A key as it may be shown: one that a person typed is not. */
export function nameOf(key: string): string {
  return /^[A-Za-z_][\w-]{0,49}$/.test(key) && !/\d{3}/.test(key) ? key : "‹key›";
}

/** 2001 to 2065, which no small count is. */
function formOfNumber(value: number): string {
  if (Number.isInteger(value) && value >= 1e12 && value < 3e12) return "epoch milliseconds";
  if (Number.isInteger(value) && value >= 1e9 && value < 3e9) return "epoch seconds";
  return Number.isInteger(value) ? "integer" : "decimal";
}

const TEXT_FORMS: readonly (readonly [form: string, pattern: RegExp])[] = [
  ["ISO date and time", /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/],
  ["ISO date", /^\d{4}-\d\d-\d\d$/],
  ["dd-MMM-yyyy date and time", /^\d{1,2}-[A-Za-z]{3}-\d{4} \d/],
  ["dd-MMM-yyyy date", /^\d{1,2}-[A-Za-z]{3}-\d{4}$/],
  ["date with slashes", /^\d{1,4}\/\d{1,2}\/\d{1,4}$/],
  ["time", /^\d{1,2}:\d\d(?::\d\d)?$/],
  ["epoch milliseconds as text", /^[12]\d{12}$/],
  ["digits as text", /^-?\d+$/],
  ["decimal as text", /^-?\d+\.\d+$/],
  ["boolean as text", /^(?:true|false|yes|no)$/i],
  ["email address", /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ["URL", /^https?:\/\//],
  ["empty text", /^$/],
];

function formOfText(value: string): string {
  return TEXT_FORMS.find(([, pattern]) => pattern.test(value))?.[0] ?? "text";
}
