import { isRecord } from "../record.js";

/** One difference. */
export interface Difference {
  /** Where: `turns.2.exchanges.0.request.params.days`. */
  readonly path: string;
  /** The difference as a sentence, with both values. */
  readonly message: string;
  /** The recorded value; `undefined` if there was none. */
  readonly was: unknown;
  /** The value now; `undefined` if there is none. */
  readonly is: unknown;
}

/** Finds the differences between two JSON values, down to the smallest parts. */
export function findDifferences(was: unknown, is: unknown, path: readonly string[]): Difference[] {
  if (Array.isArray(was) && Array.isArray(is)) {
    const length = Math.max(was.length, is.length);
    return Array.from({ length }, (_, index) =>
      findDifferences(was[index] as unknown, is[index] as unknown, [...path, String(index)]),
    ).flat();
  }
  if (isRecord(was) && isRecord(is)) {
    const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
    const at = (record: typeof was, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);
    return [...keys].flatMap((key) => findDifferences(at(was, key), at(is, key), [...path, key]));
  }
  if (Object.is(was, is)) return [];
  const where = path.join(".");
  return [{ path: where, message: describe(where, was, is), was, is }];
}

/**
 * Tells whether a path matches a pattern: the segments of the pattern appear in it, side by side. `*` stands for any one
 * segment.
 */
export function isIgnored(path: string, patterns: readonly string[]): boolean {
  const segments = path.split(".");
  return patterns.some((pattern) => {
    const wanted = pattern.split(".");
    return segments.some((_, start) =>
      wanted.every((segment, offset) =>
        segment === "*" ? segments[start + offset] !== undefined : segment === segments[start + offset],
      ),
    );
  });
}

function describe(where: string, was: unknown, is: unknown): string {
  if (was === undefined) return `${where}: is new: ${show(is)}`;
  if (is === undefined) return `${where}: is gone; was ${show(was)}`;
  return `${where}: was ${show(was)}, is ${show(is)}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
