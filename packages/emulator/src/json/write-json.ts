import { ExactNumber } from "./exact-number.js";

/** What a JSON writer can escape although JSON does not ask for it. */
export const ESCAPES = ["non-ascii", "slash", "html"] as const;

/** One of {@link ESCAPES}. */
export type Escape = (typeof ESCAPES)[number];

/** How JSON is written. The default is how `JSON.stringify` does it. */
export interface JsonSpelling {
  /** What stands between two values: a comma and blanks. Default `","`. */
  readonly comma?: string;
  /** What stands between a key and its value: a colon and blanks. Default `":"`. */
  readonly colon?: string;
  /** The blanks of one level, with each value on a line of its own. Default: all on one line. */
  readonly indent?: string;
  /** What follows the last bracket: blanks and line breaks. Default: nothing. */
  readonly end?: string;
  /** `non-ascii`: `\u00fc`; `slash`: `\/`; `html`: `\u003c` for `<`, and the same for `>`, `&`, `=` and `'`. Default: none. */
  readonly escape?: readonly Escape[];
  /** The digits of escapes. Default `"lower"`. */
  readonly hex?: "lower" | "upper";
}

/**
 * Writes JSON in a given spelling.
 *
 * @param value - what JSON can carry; numbers that `readJson` kept are written as they were
 * @param spelling - blanks and escapes
 * @example
 * ```ts
 * import { writeJson } from "@ck/emulator";
 *
 * writeJson({ name: "Zoë" }, { colon: ": ", escape: ["non-ascii"] }); // → '{"name": "Zo\\u00eb"}'
 * ```
 */
export function writeJson(value: unknown, spelling: JsonSpelling = {}): string {
  const { comma = ",", colon = ":", indent, end = "" } = spelling;
  const writeText = textWriter(spelling);

  function write(each: unknown, depth: number): string {
    if (each instanceof ExactNumber) return each.text;
    if (typeof each === "bigint") return String(each);
    if (typeof each === "string") return writeText(each);
    if (typeof each !== "object" || each === null) return each === undefined ? "null" : JSON.stringify(each);
    if ("toJSON" in each && typeof each.toJSON === "function")
      return write((each as { toJSON: () => unknown }).toJSON(), depth);
    if (Array.isArray(each)) {
      const items = each.map((item: unknown) => write(item, depth + 1));
      return wrap("[", items, "]", depth);
    }
    const members = Object.entries(each)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => `${writeText(key)}${colon}${write(inner, depth + 1)}`);
    return wrap("{", members, "}", depth);
  }

  function wrap(open: string, parts: readonly string[], close: string, depth: number): string {
    if (indent === undefined || parts.length === 0) return `${open}${parts.join(comma)}${close}`;
    const line = `\n${indent.repeat(depth + 1)}`;
    return `${open}${line}${parts.join(`${comma.trimEnd()}${line}`)}\n${indent.repeat(depth)}${close}`;
  }

  return `${write(value, 0)}${end}`;
}

function textWriter({ escape = [], hex = "lower" }: JsonSpelling): (text: string) => string {
  const classes = [
    ...(escape.includes("non-ascii") ? ["\\u0080-\\uffff"] : []),
    ...(escape.includes("html") ? ["<>&='"] : []),
  ].join("");
  const escaped = classes === "" ? undefined : new RegExp(`[${classes}]`, "g");
  const digits = (character: string): string => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${hex === "upper" ? code.toUpperCase() : code}`;
  };
  return (text) => {
    const json = JSON.stringify(text);
    const slashed = escape.includes("slash") ? json.replaceAll("/", "\\/") : json;
    return escaped === undefined ? slashed : slashed.replace(escaped, digits);
  };
}
