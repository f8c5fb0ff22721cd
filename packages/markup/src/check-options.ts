import { MarkupError } from "./error.js";

/** What each option of a function may be: one of some values, or a type. */
type Allowed = Readonly<Record<string, readonly string[] | "boolean" | "string" | "list">>;

/** Refuses unknown options, which would be ignored silently, and wrong values. An option that is `undefined` counts as left out. */
export function checkOptions(options: object, allowed: Allowed, owner: string): void {
  if (typeof options !== "object" || (options as unknown) === null || Array.isArray(options))
    throw invalid(`The options of ${owner} must be an object.`);
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined) continue;
    const expected = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (expected === undefined) throw unknownOption(name, Object.keys(allowed), owner);
    if (typeof expected === "string") {
      if (expected === "list" ? !Array.isArray(value) : typeof value !== expected)
        throw invalid(`${name} must be a ${expected}.`);
    } else if (typeof value !== "string" || !expected.includes(value))
      throw invalid(`${name} must be one of ${expected.join(", ")}.`);
  }
}

function unknownOption(name: string, known: readonly string[], owner: string): MarkupError {
  const meant = nearest(name, known);
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  const hint = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
  return invalid(`Unknown option \`${shown}\`.${hint} The options of ${owner} are ${known.join(", ")}.`);
}

/** The name that was probably meant: one of which half is the same, at its start or its end. There are few options here. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const likeness = (candidate: string): number => inCommon(name.toLowerCase(), candidate.toLowerCase());
  const [first] = [...known].sort((one, other) => likeness(other) - likeness(one));
  return first !== undefined && likeness(first) * 2 >= first.length ? first : undefined;
}

function inCommon(one: string, other: string): number {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < one.length && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  return Math.max(start, end);
}

function invalid(message: string): MarkupError {
  return new MarkupError("ERR_INVALID_OPTION", message);
}
