import { describeValue } from "./describe-value.js";
import { SignatureError } from "./error.js";

/** No options, not even those that something put into `Object.prototype`. */
export const NO_OPTIONS: object = Object.freeze(Object.create(null) as object);

/** Refuses an option that does not exist: a misspelled one would be ignored silently. One that is `undefined` counts as left out. */
export function checkOptionNames(options: object, known: readonly string[], owner: string): void {
  // Called for each check of a signature: this way nothing is allocated.
  for (const name in options) if (!known.includes(name)) refuse(name, options, known, owner);
  if (typeof options !== "object" || (options as unknown) === null || Array.isArray(options))
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      `The options of ${owner} must be an object; got ${describeValue(options)}.`,
    );
}

function refuse(name: string, options: object, known: readonly string[], owner: string): void {
  // What something else put into Object.prototype is nobody's option.
  if (!Object.hasOwn(options, name) || (options as Readonly<Record<string, unknown>>)[name] === undefined) return;
  const [meant] = known
    .map((candidate) => ({ candidate, away: distance(name.slice(0, 40).toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away < 4 && 2 * away <= name.length)
    .sort((one, other) => one.away - other.away);
  const hint = meant === undefined ? "" : ` Did you mean \`${meant.candidate}\`?`;
  throw new SignatureError(
    "ERR_INVALID_OPTION",
    `Unknown option \`${name.length > 40 ? `${name.slice(0, 40)}…` : name}\`.${hint} The options of ${owner} are ${known.join(", ")}.`,
  );
}

/** How many characters have to be inserted, removed or replaced (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 0; at < one.length; at++) {
    let left = at + 1;
    row = row.map((above, index) => {
      if (index > 0) left = Math.min(left + 1, above + 1, (row[index - 1] ?? 0) + Number(other[index - 1] !== one[at]));
      return left;
    });
  }
  return row.at(-1) ?? 0;
}
