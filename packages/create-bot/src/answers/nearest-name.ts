/** The name that somebody probably meant; `undefined` if none is near. For messages, so it takes little time whatever the name. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const most = Math.min(3, Math.floor(name.length / 2));
  let nearest: string | undefined;
  let least = most + 1;
  for (const candidate of name.length > 50 ? [] : names) {
    const distance = distanceBetween(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** How many characters have to be inserted, removed or replaced (Levenshtein). */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const above = row;
    row = [at];
    for (let index = 1; index <= other.length; index++) {
      const replaced = (above[index - 1] ?? 0) + (one[at - 1] === other[index - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[index] ?? 0) + 1, (row[index - 1] ?? 0) + 1));
    }
  }
  return row[other.length] ?? 0;
}
