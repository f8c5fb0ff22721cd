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

/** Checks the last argument of a builder: a list in its place would be ignored silently. */
export function checkOptionsObject(options: unknown, { builder }: { builder: string }): void {
  if (isRecord(options)) return;
  throw invalidArgument(
    `The options of ${builder} must be an object; got ${shapeOf(options)}. Write ${builder}(…, { … }), or leave them out.`,
  );
}

/** Checks that a value is a list. */
export function checkList<T>(value: readonly T[], { what }: { what: string }): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[];
  throw invalidArgument(`${what} must be a list; got ${shapeOf(value)}. Write ${what}: [ … ].`);
}
