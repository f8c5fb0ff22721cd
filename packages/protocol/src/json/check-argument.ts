import { ProtocolError } from "../error.js";
import { findNotJson } from "./plain-json.js";
import { isRecord, shapeOf } from "./shape.js";

/** An error for the author of a bot: a builder got something it cannot use. */
export function invalidArgument(message: string): ProtocolError {
  return new ProtocolError("ERR_INVALID_OPTION", message);
}

/** Checks that a value is a non-blank string. */
export function checkText(value: unknown, { what, example }: { what: string; example: string }): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalidArgument(`${what} must be a non-blank string; got ${shapeOf(value)}. Write ${example}.`);
}

/** Checks that a value is an object that JSON can carry. */
export function checkRecord<T>(value: T, { what }: { what: string }): T {
  if (!isRecord(value))
    throw invalidArgument(`${what} must be an object; got ${shapeOf(value)}. Write ${what}: { … }.`);
  return checkJson(value, { what });
}

/** Checks that JSON can carry a value. */
export function checkJson<T>(value: T, { what }: { what: string }): T {
  const fault = findNotJson(value, [what]);
  if (fault === undefined) return value;
  throw invalidArgument(
    `JSON cannot carry ${fault}. Give plain data: strings, numbers, booleans, null, lists, objects.`,
  );
}

/** Checks that some options are numbers, if given, and none is greater than the next. */
export function checkNumbers<K extends string>(
  options: { readonly [P in K]?: number | undefined },
  names: readonly K[],
): void {
  let before: K | undefined;
  for (const name of names) {
    const value = options[name];
    if (value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value))
      throw invalidArgument(`${name} must be a number; got ${shapeOf(value)}.`);
    if (before !== undefined && (options[before] ?? value) > value)
      throw invalidArgument(`${before} must not be greater than ${name}.`);
    before = name;
  }
}

/** Checks that a value is a list. */
export function checkList<T>(value: readonly T[], { what }: { what: string }): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[];
  throw invalidArgument(`${what} must be a list; got ${shapeOf(value)}. Write ${what}: [ … ].`);
}
