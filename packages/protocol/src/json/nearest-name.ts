/**
 * Finds the name that somebody probably meant, for a message. It takes little time, whatever the name.
 *
 * @param name - what was written
 * @param known - the names that exist
 * @returns the nearest of them; `undefined` if none is near
 * @example
 * ```ts
 * import { nearestName } from "@ck/protocol";
 *
 * nearestName("fallbak", ["fallback", "failure"]); // → "fallback"
 * ```
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
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
