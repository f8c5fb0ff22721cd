import type { Issue, IssueCode } from "../error.js";
import { isEmpty, isRecord, shapeOf } from "./shape.js";

type Path = readonly (string | number)[];
/** An object about which nothing is known yet. */
export type OpenRecord = Readonly<Record<string, unknown>>;

/** Where a value is in the body, and the lists that collect what is wrong with it. */
export interface IssueScope {
  readonly path: Path;
  readonly issues: Issue[];
  /** For what is wrong, but no reason to refuse the body. Default: `issues`. */
  readonly remarks?: Issue[] | undefined;
}

/** The scope of a value further in. */
export function inside({ path, issues, remarks }: IssueScope, ...more: Path): IssueScope {
  return { path: [...path, ...more], issues, remarks };
}

/** A copy of an object without some of its keys. */
export function without(record: OpenRecord, keys: readonly string[]): object {
  const rest: Record<string, unknown> = {};
  for (const key of Object.keys(record)) if (!keys.includes(key)) rest[key] = record[key];
  return rest;
}

/** Nobody reads more, and a long list of wrong entries must not become a longer list of issues. */
const MAX_ISSUES = 20;

/** Adds an issue. */
export function report({ path, issues }: IssueScope, message: string, code: IssueCode): void {
  if (issues.length < MAX_ISSUES) issues.push({ path, message, code });
}

/** Adds a remark: the platform accepts the body, but would not show this part of it. */
export function remarkOn({ path, issues, remarks = issues }: IssueScope, message: string): void {
  report({ path, issues: remarks }, message, "not_shown");
}

/** Adds the issue that a value has the wrong type. */
export function wrongType(expected: string, value: unknown, scope: IssueScope): void {
  report(scope, `expected ${expected}, got ${shapeOf(value)}`, value === undefined ? "missing" : "wrong_type");
}

/** One of a few strings; `undefined` when empty. */
export function readChoice<T extends string>(value: unknown, choices: readonly T[], scope: IssueScope): T | undefined {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined || isEmpty(value)) return choice;
  const found = typeof value === "string" ? "a different string" : shapeOf(value);
  const code = typeof value === "string" ? "unknown_value" : "wrong_type";
  report(scope, `expected one of ${choices.join(", ")}, got ${found}`, code);
  return undefined;
}

/** A string; `undefined` when empty. A number or a boolean becomes its text: no source says that it cannot come. */
export function readText(value: unknown, scope: IssueScope): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (isEmpty(value)) return undefined;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  wrongType("a string", value, scope);
  return undefined;
}

/** An object; `{}` when empty. */
export function readRecord(value: unknown, scope: IssueScope): OpenRecord {
  if (isRecord(value)) return value;
  if (!isEmpty(value)) wrongType("an object", value, scope);
  return {};
}

/** A mandatory, non-blank string. */
export function readMandatory(value: unknown, expected: string, scope: IssueScope): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  const code = isEmpty(value) || typeof value === "string" ? "missing" : "wrong_type";
  report(scope, `expected ${expected}, got ${shapeOf(value)}`, code);
  return "";
}

/** A list. `{}` is an empty one too, as a sibling page of the contract prints it. */
export function readList(value: unknown, expected: string, scope: IssueScope): readonly unknown[] {
  if (isEmpty(value)) return [];
  if (Array.isArray(value)) return value;
  wrongType(expected, value, scope);
  return [];
}

/**
 * A string, or an object that holds its name under one of `keys`, as an object with the name under the first of them;
 * `undefined` when empty. An object without a name counts as empty: whether a name is needed is for the caller to say.
 */
export function readNamed<K extends string>(
  value: unknown,
  keys: readonly [K, ...string[]],
  scope: IssueScope,
): ({ readonly [P in K]: string } & OpenRecord) | undefined {
  const [key] = keys;
  if (isEmpty(value)) return undefined;
  if (typeof value === "string") return { [key]: value } as { readonly [P in K]: string };
  if (!isRecord(value)) {
    wrongType(`a string or an object with \`${key}\``, value, scope);
    return undefined;
  }
  const direct = value[key];
  if (typeof direct === "string" && direct !== "") return value as { readonly [P in K]: string };
  const given = isEmpty(direct) ? (keys.find((other) => !isEmpty(value[other])) ?? key) : key;
  const name = readText(value[given], inside(scope, given));
  if (name === undefined) return undefined;
  // The same object where possible: most requests need no copy.
  return (name === value[key] ? value : { ...value, [key]: name }) as { readonly [P in K]: string };
}
