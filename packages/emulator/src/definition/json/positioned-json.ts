import { parseTree, type Node, type ParseError } from "jsonc-parser";
import type { Path } from "../fields/field.js";
import { formatPath } from "./path.js";
import { describeSyntaxError } from "./describe-syntax-error.js";

/** A position in a text: line and column from 1, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A fault in the JSON itself. */
export interface JsonFault extends Position {
  /** Its path, if that is known. */
  readonly path: Path;
  readonly message: string;
}

/** JSON with the position of each key and value. */
export interface PositionedJson {
  /** The value, as far as it could be read. Of a key that appears twice, the last value counts. */
  readonly value: unknown;
  readonly faults: readonly JsonFault[];
  /** Whether it is JSON. A key that appears twice is still JSON. */
  readonly isWellFormed: boolean;
  /** The position of a key or a value; of one that is absent, the position of its object. */
  readonly locate: (path: Path, at: "key" | "value") => Position;
}

/**
 * Parses JSON, and continues after a fault so that all faults are found at once. Strict JSON: in a `.json` file, editors
 * mark comments and trailing commas as faults, and other tools cannot read them.
 */
export function readPositionedJson(text: string): PositionedJson {
  // Some editors write a byte order mark, which is a character in the text and invisible on the screen.
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const positionAt = positionFinder(json);
  const offsets = new Map<string, { readonly key: number; readonly value: number }>();
  const errors: ParseError[] = [];
  const duplicates: JsonFault[] = [];
  let value: unknown;
  try {
    const root = parseTree(json, errors, { disallowComments: true, allowTrailingComma: false });
    if (root !== undefined) value = evaluate(root, [], root.offset);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "The JSON is nested too deeply. A definition needs only a few levels.";
    const faults = [{ ...positionAt(0), path: [], message }];
    return { value: undefined, faults, isWellFormed: false, locate: () => positionAt(0) };
  }

  function evaluate(node: Node, path: Path, key: number): unknown {
    offsets.set(formatPath(path), { key, value: node.offset });
    if (node.type === "array")
      return (node.children ?? []).map((item, index) => evaluate(item, [...path, index], item.offset));
    if (node.type !== "object") return node.value as unknown;
    const entries = new Map<string, unknown>();
    for (const { children: [name, content] = [] } of node.children ?? []) {
      if (name === undefined) continue;
      const to = [...path, name.value as string];
      if (entries.has(name.value as string))
        duplicates.push({
          ...positionAt(name.offset),
          path: to,
          message: "This key appears twice in its object. Keep one.",
        });
      entries.set(name.value as string, content === undefined ? undefined : evaluate(content, to, name.offset));
    }
    // Not by assignment: a key can be called __proto__.
    return Object.fromEntries(entries);
  }

  const syntax = firstOfEachLine(
    errors.map((error) => ({ ...positionAt(error.offset), path: [], message: describeSyntaxError(error, json) })),
  );
  return {
    value,
    faults: [...syntax, ...duplicates],
    isWellFormed: syntax.length === 0,
    locate(path, at) {
      for (let length = path.length; length >= 0; length--) {
        const found = offsets.get(formatPath(path.slice(0, length)));
        if (found !== undefined) return positionAt(length === path.length ? found[at] : found.value);
      }
      return positionAt(0);
    },
  };
}

/** One mistake can cause several faults in a line. The first one is enough. */
function firstOfEachLine(faults: readonly JsonFault[]): JsonFault[] {
  const lines = new Set<number>();
  return faults.filter(({ line }) => !lines.has(line) && lines.add(line));
}

function positionFinder(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ 0: end, index }) => index + end.length)];
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
