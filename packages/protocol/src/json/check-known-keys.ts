import { invalidArgument } from "./check-argument.js";
import { isRecord, printPath, shapeOf } from "./shape.js";

/**
 * Checks that a value is an object without unknown options: a misspelled one would be ignored silently. A key whose value is
 * `undefined` counts as left out.
 */
export function checkKnownKeys(options: unknown, known: readonly string[], owner: string): void {
  if (!isRecord(options))
    throw invalidArgument(
      `The options of ${owner} must be an object; got ${shapeOf(options)}. Write ${owner}(…, { … }), or leave them out.`,
    );
  for (const key of Object.keys(options)) {
    if (known.includes(key) || options[key] === undefined) continue;
    const meant = nearest(key, known);
    const hint = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
    throw invalidArgument(
      `Unknown option \`${printPath([key])}\`.${hint} The options of ${owner} are ${known.join(", ")}.`,
    );
  }
}

/** The name that was probably meant; `undefined` if none is near. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.min(3, Math.floor(name.length / 2));
  const distances = known.map((candidate) => (name.length > 50 ? most + 1 : distanceBetween(name, candidate)));
  const least = Math.min(...distances);
  return least <= most ? known[distances.indexOf(least)] : undefined;
}

/** How many characters differ, whatever their case (Levenshtein). */
function distanceBetween(name: string, candidate: string): number {
  const [one, other] = [name.toLowerCase(), candidate.toLowerCase()];
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 0; at < one.length; at++) {
    const row = [at + 1];
    for (let index = 0; index < other.length; index++) {
      const replaced = (above[index] ?? 0) + (one[at] === other[index] ? 0 : 1);
      row.push(Math.min(replaced, (above[index + 1] ?? 0) + 1, (row[index] ?? 0) + 1));
    }
    above = row;
  }
  return above[other.length] ?? 0;
}
