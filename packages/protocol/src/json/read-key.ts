import type { Issue, IssueCode } from "../error.js";
import { isEmpty, isRecord, shapeOf } from "./shape.js";

type Path = readonly (string | number)[];
/** An object of which nothing is known yet. */
export type OpenRecord = Readonly<Record<string, unknown>>;

/** Where a value is, and where to say what is wrong with it. */
export interface Place {
  readonly path: Path;
  readonly issues: Issue[];
}

/** The place of something further in. */
export function inside({ path, issues }: Place, ...more: Path): Place {
  return { path: [...path, ...more], issues };
}

/** An object as it is, but for some keys. */
export function without(record: OpenRecord, keys: readonly string[]): object {
  const rest: Record<string, unknown> = {};
  for (const key of Object.keys(record)) if (!keys.includes(key)) rest[key] = record[key];
  return rest;
}

/** More than that nobody reads; and a long list of wrong entries must not become a longer list of issues. */
const MAX_ISSUES = 20;

/** Notes an issue. */
export function report({ path, issues }: Place, message: string, code: IssueCode): void {
  if (issues.length < MAX_ISSUES) issues.push({ path, message, code });
}

/** Notes that a value has the wrong type. */
export function wrongType(expected: string, value: unknown, place: Place): void {
  report(place, `expected ${expected}; came ${shapeOf(value)}`, value === undefined ? "missing" : "wrong_type");
}

/** One of a few strings; nothing when empty. */
export function readChoice<T extends string>(value: unknown, choices: readonly T[], place: Place): T | undefined {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined || isEmpty(value)) return found;
  const came = typeof value === "string" ? "a different string" : shapeOf(value);
  const code = typeof value === "string" ? "unknown_value" : "wrong_type";
  report(place, `expected one of ${choices.join(", ")}; came ${came}`, code);
  return undefined;
}

/** A string; nothing when empty. A number or a boolean is taken as its text, since no source says that it cannot come. */
export function readText(value: unknown, place: Place): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (isEmpty(value)) return undefined;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  wrongType("a string", value, place);
  return undefined;
}

/** An object; a new empty one when empty. */
export function readRecord(value: unknown, place: Place): OpenRecord {
  if (isRecord(value)) return value;
  if (!isEmpty(value)) wrongType("an object", value, place);
  return {};
}

/**
 * A string, or an object with a name under `key`, as an object; nothing when empty. An object without the name counts
 * as empty: whether a name is needed is for the caller to say.
 */
export function readNamed<K extends string>(
  value: unknown,
  key: K,
  place: Place,
): ({ readonly [P in K]: string } & OpenRecord) | undefined {
  if (isEmpty(value)) return undefined;
  if (typeof value === "string") return { [key]: value } as { readonly [P in K]: string };
  if (!isRecord(value)) {
    wrongType(`a string or an object with \`${key}\``, value, place);
    return undefined;
  }
  const name = readText(value[key], inside(place, key));
  if (name === undefined) return undefined;
  // The same object when it can be: most requests need no copy.
  return (name === value[key] ? value : { ...value, [key]: name }) as { readonly [P in K]: string };
}
