/**
 * Where a value is another one after it was JSON and was validated again: the path of the first difference, or
 * `undefined`. It compares what JSON shows, and ignores what the schema adds by itself or does not know.
 */
export function lostOnTheWay(before: unknown, after: unknown): string | undefined {
  return difference(asJson(before), asJson(after), []);
}

function difference(before: unknown, after: unknown, path: readonly string[]): string | undefined {
  if (typeof before !== "object" || before === null || typeof after !== "object" || after === null)
    return before === after ? undefined : printPath(path);
  if (Array.isArray(before) !== Array.isArray(after)) return printPath(path);
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return printPath(path);
  for (const [key, value] of Object.entries(before)) {
    if (!Object.hasOwn(after, key)) continue;
    const found = difference(value, (after as Readonly<Record<string, unknown>>)[key], [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value as it comes back once it has been JSON. */
export function asJson<T>(value: T): T {
  const text = JSON.stringify(value) as string | undefined;
  return (text === undefined ? undefined : JSON.parse(text)) as T;
}

/** A path for a message. Keys may be a visitor's words: only what looks like a name of the author's is shown. */
export function printPath(path: readonly string[]): string {
  return path.map((key) => (isName(key) ? key : "…")).join(".");
}

/** Whether a key looks like a name in code. */
export function isName(key: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$-]{0,39}$|^\d{1,6}$/u.test(key);
}
