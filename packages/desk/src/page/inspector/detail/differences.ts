/** What differs between two answers at one place. */
export interface Difference {
  /** `card.0.rows.2.1` */
  readonly path: string;
  /** The JSON before. Absent: it is new. */
  readonly was?: string;
  /** The JSON now. Absent: it is gone. */
  readonly is?: string;
}

/** How many differences are listed. */
const MAX_DIFFERENCES = 50;
/** How much of a value is shown, in characters. */
const MAX_VALUE = 200;
/** Deeper values are compared as a whole. */
const MAX_DEPTH = 50;

/**
 * Compares two bodies: as JSON, down to the smallest parts; as texts if one of them is not JSON.
 *
 * @returns at most 50 differences, in the order of the document
 */
export function compareBodies(before: string, now: string): readonly Difference[] {
  const asTexts = before === now ? [] : [{ path: "", was: cut(before), is: cut(now) }];
  const [was, is] = [parse(before), parse(now)];
  if (was === undefined || is === undefined) return asTexts;
  try {
    const found: Difference[] = [];
    compare(was.value, is.value, [], found);
    return found;
  } catch (error) {
    // Nested too deeply to be walked.
    if (error instanceof RangeError) return asTexts;
    throw error;
  }
}

function compare(was: unknown, is: unknown, path: readonly string[], found: Difference[]): void {
  if (found.length >= MAX_DIFFERENCES) return;
  const isDeep = path.length > MAX_DEPTH;
  if (!isDeep && isObject(was) && isObject(is) && Array.isArray(was) === Array.isArray(is)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
      compare(valueAt(was, key), valueAt(is, key), [...path, key], found);
    return;
  }
  const [before, now] = [toText(was), toText(is)];
  if (before === now) return;
  found.push({
    path: path.join("."),
    ...(before !== undefined && { was: cut(before) }),
    ...(now !== undefined && { is: cut(now) }),
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function valueAt(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Readonly<Record<string, unknown>>)[key] : undefined;
}

function toText(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
