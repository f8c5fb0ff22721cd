/** The longest name that is compared: the work grows with its square. */
const LONGEST = 64;

/**
 * The name that was most likely meant: equal apart from case and punctuation, or at most a third of its letters away.
 *
 * @param name - what was written
 * @param names - what could have been meant
 */
export function closestName<Name extends string>(name: string, names: readonly Name[]): Name | undefined {
  if (name.length > LONGEST) return undefined;
  const written = fold(name);
  const [best] = names
    .map((candidate) => ({ candidate, away: distance(written, fold(candidate)) }))
    .filter(({ candidate, away }) => away <= Math.floor(candidate.length / 3))
    .sort((a, b) => a.away - b.away);
  return best?.candidate;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** How many letters have to be inserted, removed or replaced (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let index = 0; index < a.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const change = (row[column - 1] ?? 0) + (a[index] === b[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
