import { parseTree, type Node } from "jsonc-parser";
import { isRecord } from "../record.js";

/**
 * Serialises an edited value. Whatever the edit left alone keeps the spelling of the recorded text: the digits of an
 * integer that JavaScript rounds, `1.0`, escapes, blanks. A `bigint` becomes its digits.
 *
 * @param edited - what the edit returned
 * @param recorded - the JSON text that the edit was given, parsed
 * @throws TypeError for a value with a cycle, as `JSON.stringify` does
 */
export function serializeEdited(edited: unknown, recorded: string): string | undefined {
  // Refuses a cycle before anything walks the value.
  JSON.stringify(edited, (_, value: unknown) => (typeof value === "bigint" ? "" : value));
  const root = parseTree(recorded);
  const written = write(edited, root, recorded);
  return written?.unchanged === true ? recorded : written?.text;
}

interface Written {
  readonly text: string;
  /** The value is the recorded one. */
  readonly unchanged: boolean;
}

function write(given: unknown, node: Node | undefined, recorded: string): Written | undefined {
  const value = plain(given);
  const { parts, unchanged } = Array.isArray(value)
    ? writeItems(value, node, recorded)
    : isRecord(value)
      ? writeEntries(value, node, recorded)
      : { parts: undefined, unchanged: node !== undefined && node.type !== "object" && Object.is(value, node.value) };
  if (unchanged && node !== undefined)
    return { text: recorded.slice(node.offset, node.offset + node.length), unchanged: true };
  if (parts !== undefined) {
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    return { text: `${open}${parts.join(",")}${close}`, unchanged: false };
  }
  const text = typeof value === "bigint" ? String(value) : (JSON.stringify(value) as string | undefined);
  return text === undefined ? undefined : { text, unchanged: false };
}

interface Parts {
  readonly parts: readonly string[];
  readonly unchanged: boolean;
}

function writeItems(items: readonly unknown[], node: Node | undefined, recorded: string): Parts {
  const before = node?.type === "array" ? (node.children ?? []) : undefined;
  const written = items.map((item, index) => write(item, before?.[index], recorded));
  return {
    parts: written.map((each) => each?.text ?? "null"),
    unchanged: before?.length === items.length && written.every((each) => each?.unchanged === true),
  };
}

function writeEntries(record: Readonly<Record<string, unknown>>, node: Node | undefined, recorded: string): Parts {
  const before = new Map<string, Node | undefined>();
  // Of a key that appears twice, the last value counts.
  if (node?.type === "object")
    for (const { children: [key, content] = [] } of node.children ?? []) before.set(String(key?.value), content);
  const written = Object.entries(record).flatMap(([key, value]) => {
    const part = write(value, before.get(key), recorded);
    return part === undefined ? [] : [{ key, ...part }];
  });
  const keys = [...before.keys()];
  return {
    parts: written.map(({ key, text }) => `${JSON.stringify(key)}:${text}`),
    unchanged:
      node?.type === "object" &&
      keys.length === written.length &&
      written.every(({ key, unchanged }, index) => unchanged && keys[index] === key),
  };
}

/** What JSON makes of a value: of a `Date`, its text. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("toJSON" in value) || typeof value.toJSON !== "function")
    return value;
  return (value.toJSON as () => unknown)();
}
