import { printPath } from "../json/shape.js";
import { encodeUtf8 } from "../json/utf8.js";

/** The part that makes a JSON text too large. */
export interface LargestPart {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Follows the largest child down as long as it makes up more than half of its parent, so that the path ends at the long text
 * or list itself. Each part is measured once.
 */
export function findLargestPart(text: string): LargestPart {
  const sizes = new Map<object, number>();
  const sizeOf = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return encodeUtf8(JSON.stringify(value)).byteLength;
    // Recursion is safe: the depth of a serialised response is bounded.
    const parts = Array.isArray(value)
      ? value.map(sizeOf)
      : Object.entries(value).map(([key, child]) => sizeOf(key) + 1 + sizeOf(child));
    const size = 2 + parts.reduce((sum, part) => sum + part, 0) + Math.max(0, parts.length - 1);
    sizes.set(value, size);
    return size;
  };
  const known = (value: unknown): number =>
    (typeof value === "object" && value !== null ? sizes.get(value) : undefined) ?? sizeOf(value);

  let part: unknown = JSON.parse(text);
  let bytes = sizeOf(part);
  const path: (string | number)[] = [];
  for (;;) {
    if (typeof part !== "object" || part === null) break;
    const children: [string | number, unknown][] = Array.isArray(part) ? [...part.entries()] : Object.entries(part);
    const [largest] = children
      .map(([key, child]) => ({ key, child, size: known(child) }))
      .sort((one, other) => other.size - one.size);
    // At the top, the largest is named whatever its share: the reader needs a path.
    if (largest === undefined || (path.length > 0 && largest.size * 2 <= bytes)) break;
    path.push(largest.key);
    part = largest.child;
    bytes = largest.size;
  }
  return { path: printPath(path), bytes };
}
