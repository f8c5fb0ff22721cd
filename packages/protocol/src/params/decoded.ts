import { describeParamIssue, type ParamIssue } from "./issue.js";

/**
 * The result of a decoder: a value, or a sentence that asks for what is needed. The sentence can be shown to the user, and
 * never quotes the input. `issue` says the same for code, and for other languages; a decoder of your own may give none.
 */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly issue?: ParamIssue | undefined };

/**
 * Whether a param has no value yet: absent, `null` or `""`.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 *
 * @example
 * ```ts
 * import { isUnset } from "@ck/protocol";
 *
 * isUnset(""); // → true
 * isUnset(0); // → false
 * ```
 */
export function isUnset(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || value === "";
}

/**
 * A string, a number or a boolean as text; `undefined` for anything else. An integer beyond `Number.MAX_SAFE_INTEGER` is not
 * text: `JSON.parse` has rounded it, and its digits would be made up.
 */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? String(value)
    : undefined;
}

/** A decoded value. */
export function decoded<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** What is wrong, with a sentence that asks for what is needed. */
export function because(issue: ParamIssue): {
  readonly ok: false;
  readonly reason: string;
  readonly issue: ParamIssue;
} {
  return { ok: false, reason: describeParamIssue(issue), issue };
}

/** A property of any value; `undefined` if it is missing or cannot be read. */
export function readProperty(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  } catch {
    return undefined;
  }
}

/** The entries of a list; `undefined` if it is not a list or cannot be read. */
export function readList(value: unknown): readonly unknown[] | undefined {
  try {
    return Array.isArray(value) ? [...(value as readonly unknown[])] : undefined;
  } catch {
    return undefined;
  }
}
