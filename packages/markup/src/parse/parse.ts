import { LIST_INDENT } from "../tree/grammar.js";
import { countItems } from "./count-items.js";
import { readIndent, readLineStart, type LineStart } from "./line-start.js";
import { textOf, type MarkupText } from "../tree/markup-text.js";
import type { MarkupBlock, MarkupCell, MarkupInline } from "../tree/nodes.js";
import { parseInlines } from "./parse-inlines.js";
import { isDelimiterRow, splitRow } from "./table-row.js";

/**
 * Parses ConvoKraft's text into a tree. Every text is valid: unmatched markers are text.
 *
 * Linear in time and space. The tree is at most a dozen levels deep.
 *
 * Source: docs/contract.md §3, grade S; where it is silent, `src/tree/grammar.ts`, grade I.
 *
 * @param text - A `message`, the `content` of a note, or what {@link markup} returned.
 * @throws {@link MarkupError} `ERR_INVALID_OPTION`: when `text` is not a text.
 *
 * @example
 * ```ts
 * import { parse } from "@ck/markup";
 *
 * parse("*Two* days"); // → [{ type: "paragraph", children: [{ type: "bold", children: [{ type: "text", value: "Two" }] }, { type: "text", value: " days" }] }]
 * parse("2 * 3"); // → [{ type: "paragraph", children: [{ type: "text", value: "2 * 3" }] }]
 * ```
 */
export function parse(text: string | MarkupText): MarkupBlock[] {
  const source = textOf(text);
  if (source === "") return [];
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const blocks: MarkupBlock[] = [];
  /** The block that the next line may continue. */
  let last: OpenBlock | undefined;
  /** Empty lines since the last block. */
  let empty = 0;

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      last = undefined;
      empty++;
      continue;
    }
    if (line.includes("|") && isDelimiterRow(lines[at + 1] ?? "")) {
      let end = at + 2;
      while (lines[end]?.includes("|") === true) end++;
      blocks.push(readTable(line, lines.slice(at + 2, end)));
      at = end - 1;
      last = undefined;
    } else {
      const start = readLineStart(line);
      const continues = last !== undefined && goesOn(last.type, start, line);
      const inItem = (continues ? last?.type : start?.type) === "item";
      const from = start?.from ?? (last?.type === "item" ? readIndent(line).from : 0);
      const content = parseInlines(line.slice(from, inItem ? endOfText(line) : undefined));
      if (last !== undefined && continues) {
        last.children.push({ type: "break" }, ...content);
      } else {
        // One empty line separates two blocks; more of them are meant to be seen (grammar 1).
        const seen = Math.max(empty - (blocks.length > 0 ? 1 : 0), 0);
        const children = start === undefined ? [...breaks(seen), ...content] : content;
        const block = open(start, children);
        blocks.push(block);
        last = { type: block.type, children };
      }
    }
    empty = 0;
  }

  if (blocks.length === 0) return [{ type: "paragraph", children: breaks(empty - 1) }];
  countItems(blocks);
  const end = blocks.at(-1);
  if (end?.type === "paragraph" && empty > 0)
    blocks[blocks.length - 1] = { type: "paragraph", children: [...end.children, ...breaks(empty)] };
  return blocks;
}

interface OpenBlock {
  readonly type: MarkupBlock["type"];
  readonly children: MarkupInline[];
}

/** Whether a line continues the block above it (grammar 1, 10). */
function goesOn(above: MarkupBlock["type"], start: LineStart | undefined, line: string): boolean {
  if (above === "quote") return start?.type === "quote";
  if (start !== undefined) return false;
  return above === "item" ? readIndent(line).width >= LIST_INDENT : above === "paragraph";
}

/** Where the blanks at the end of a line begin (grammar 15). */
function endOfText(line: string): number {
  let end = line.length;
  while (line.charAt(end - 1) === " " || line.charAt(end - 1) === "\t") end--;
  return end;
}

function open(start: LineStart | undefined, children: readonly MarkupInline[]): MarkupBlock {
  switch (start?.type) {
    case undefined:
      return { type: "paragraph", children };
    case "heading":
      return { type: "heading", level: start.level, children };
    case "quote":
      return { type: "quote", children };
    case "item":
      return {
        type: "item",
        ...(start.number !== undefined && { number: start.number }),
        depth: start.depth,
        children,
      };
  }
}

function readTable(header: string, rows: readonly string[]): MarkupBlock {
  const cells = (row: string): MarkupCell[] => splitRow(row).map(parseInlines);
  return { type: "table", header: cells(header), rows: rows.map(cells) };
}

function breaks(count: number): MarkupInline[] {
  return Array.from({ length: count }, () => ({ type: "break" }));
}
