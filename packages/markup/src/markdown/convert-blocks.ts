import type { Token } from "markdown-it";
import type { BlockBuilder } from "./block-builder.js";
import { convertHtmlBlock } from "./convert-html.js";
import type { Conversion } from "./conversion.js";
import { convertInlines } from "./convert-inlines.js";
import type { HeadingLevel, MarkupCell, MarkupInline } from "../tree/nodes.js";

const task = /^\[([ xX])\][ \u00A0]/;

/** Adds the blocks of a Markdown text to a builder. */
export function convertBlocks(tokens: readonly Token[], builder: BlockBuilder, conversion: Conversion): void {
  let heading: HeadingLevel | undefined;
  let table: MarkupCell[][] | undefined;
  /** Whether the next paragraph is the first in an item, where the box of a task is. */
  let itemBegins = false;

  for (const token of tokens) {
    switch (token.type) {
      case "bullet_list_open":
        builder.openList(undefined);
        break;
      case "ordered_list_open":
        builder.openList(Number(token.attrGet("start") ?? 1));
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        builder.closeList();
        break;
      case "list_item_open":
        builder.openItem();
        itemBegins = true;
        break;
      case "blockquote_open":
        builder.openQuote();
        break;
      case "blockquote_close":
        builder.closeQuote();
        break;
      case "heading_open":
        heading = Math.min(Number(token.tag.slice(1)), 5) as HeadingLevel;
        break;
      case "table_open":
        table = [];
        break;
      case "tr_open":
        table?.push([]);
        break;
      case "table_close":
        builder.addTable({ type: "table", header: table?.[0] ?? [], rows: table?.slice(1) ?? [] });
        table = undefined;
        break;
      case "inline": {
        const inlines = convertInlines(token.children ?? [], conversion);
        if (table !== undefined) table.at(-1)?.push(inCell(inlines));
        else if (heading !== undefined) builder.addHeading(heading, inlines);
        else builder.addLines(itemBegins ? withBox(inlines) : inlines);
        heading = undefined;
        itemBegins = false;
        break;
      }
      case "code_block":
      case "fence":
        builder.addLines(codeLines(token.content));
        break;
      case "html_block": {
        const lines = convertHtmlBlock(token.content, conversion);
        if (lines.length > 0) builder.addLines(lines);
        break;
      }
      case "hr":
        builder.addLines([{ type: "text", value: "———" }]);
    }
    if (token.type !== "inline" && token.type !== "paragraph_open" && token.type !== "list_item_open")
      itemBegins = false;
  }
}

function withBox(inlines: readonly MarkupInline[]): MarkupInline[] {
  const [first, ...rest] = inlines;
  const box = first?.type === "text" ? task.exec(first.value) : null;
  if (first?.type !== "text" || box === null) return [...inlines];
  return [{ type: "text", value: `${box[1] === " " ? "☐" : "☑"} ${first.value.slice(4)}` }, ...rest];
}

/** A cell is one line; language models separate its lines with `<br>`. */
function inCell(inlines: readonly MarkupInline[]): MarkupInline[] {
  return inlines.map((inline) => (inline.type === "break" ? { type: "text", value: " / " } : inline));
}

/** ConvoKraft has no code block, so each line is a highlight. Blanks go before it: a highlight cannot start with one. */
function codeLines(code: string): MarkupInline[] {
  return code
    .replace(/\n+$/, "")
    .split("\n")
    .flatMap((line, at): MarkupInline[] => {
      const text = line.trim();
      const indent = line.slice(0, line.length - line.trimStart().length).replaceAll("\t", "    ");
      return [
        ...(at === 0 ? [] : [{ type: "break" } as const]),
        ...(text === "" || indent === "" ? [] : [{ type: "text", value: "\u00A0".repeat(indent.length) } as const]),
        ...(text === "" ? [] : [{ type: "highlight", value: text } as const]),
      ];
    });
}
