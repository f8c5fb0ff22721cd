import { JOINER, LIST_INDENT, MAX_LIST_DEPTH } from "../tree/grammar.js";
import { startsBlock } from "../parse/line-start.js";
import type { MarkupInline, MarkupItem, MarkupNode, MarkupTable } from "../tree/nodes.js";
import { splitLines } from "./split-lines.js";
import { writeLine } from "./write-line.js";

/**
 * Writes a tree as ConvoKraft's text; the inverse of {@link parse}.
 *
 * What the text cannot express is left out: emphasis in emphasis of the same kind, a link in a link, a line break in a heading,
 * a label or a cell. Text that would be markup is escaped as in {@link escape}. Emphasis beside a letter is separated from it
 * by an invisible U+200B ZERO WIDTH SPACE, because a marker within a word is text (grade I).
 *
 * @param nodes - Blocks, or the content of a line.
 * @returns The text. Its size is not checked.
 *
 * @example
 * ```ts
 * import { stringify, type MarkupNode } from "@ck/markup";
 *
 * const title: MarkupNode = { type: "heading", level: 2, children: [{ type: "text", value: "Leave" }] };
 * const item: MarkupNode = { type: "item", depth: 0, children: [{ type: "bold", children: [{ type: "text", value: "Sick" }] }] };
 * stringify([title, item]); // → "##Leave\n\n* *Sick*"
 * ```
 */
export function stringify(nodes: readonly MarkupNode[]): string {
  let text = "";
  let line: MarkupInline[] = [];
  let before: MarkupNode["type"] | undefined;
  const add = (type: MarkupNode["type"], block: string): void => {
    if (before !== undefined) text += type === "item" && before === "item" ? "\n" : "\n\n";
    text += block;
    before = type;
  };
  const endLine = (): void => {
    if (line.length > 0) add("paragraph", writeParagraph(line));
    line = [];
  };

  for (const node of nodes) {
    switch (node.type) {
      case "paragraph":
      case "heading":
      case "item":
      case "quote":
      case "table":
        endLine();
        add(node.type, writeBlock(node));
        break;
      default:
        line.push(node);
    }
  }
  endLine();
  return text;
}

type Block = Extract<MarkupNode, { type: "paragraph" | "heading" | "item" | "quote" | "table" }>;

function writeBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return writeParagraph(block.children);
    case "heading":
      return "#".repeat(block.level) + guarded(writeLine(withoutBreaks(block.children)), /^[\s#]|^$/);
    case "quote":
      return lines(block.children)
        .map((line) => `!${guarded(line, /^[\s![]|^$/)}`)
        .join("\n");
    case "item":
      return writeItem(block);
    case "table":
      return writeTable(block);
  }
}

function writeParagraph(children: readonly MarkupInline[]): string {
  return lines(children)
    .map((line) => (startsBlock(line) ? JOINER + line : line))
    .join("\n");
}

function writeItem({ number, depth, children }: MarkupItem): string {
  const indent = " ".repeat(LIST_INDENT * Math.min(depth, MAX_LIST_DEPTH));
  const marker = number === undefined ? "*" : `${number}.`;
  const [first = "", ...rest] = lines(children).map((line) => line.replace(/^[ \t]+/, ""));
  // A line that continues the item must not begin another block.
  const more = rest.map((line) => `\n${indent}  ${line === "" || startsBlock(line) ? JOINER : ""}${line}`);
  return `${indent}${marker} ${guarded(first, /^\s|^$/)}${more.join("")}`;
}

function writeTable({ header, rows }: MarkupTable): string {
  const row = (cells: readonly string[]): string => `|${cells.join("|")}|`;
  const cells = (row: MarkupTable["header"]): string[] =>
    row.map((cell) => writeLine(withoutBreaks(cell), { inCell: true }).trim());
  return [row(cells(header)), row(header.map(() => "---")), ...rows.map((each) => row(cells(each)))].join("\n");
}

function lines(children: readonly MarkupInline[]): string[] {
  return splitLines(children).map((line) => writeLine(line));
}

/** Puts a joiner before a line that begins with something that must not follow the block's marker. */
function guarded(line: string, unfit: RegExp): string {
  return unfit.test(line) ? JOINER + line : line;
}

function withoutBreaks(children: readonly MarkupInline[]): MarkupInline[] {
  return splitLines(children).flatMap((line, at) =>
    at === 0 ? line : [{ type: "text", value: " " } as const, ...line],
  );
}
