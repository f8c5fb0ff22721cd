import { cleanText } from "../tree/clean-text.js";
import { MAX_LIST_DEPTH, MAX_TREE_DEPTH } from "../tree/grammar.js";
import { isMarkupText, type MarkupText } from "../tree/markup-text.js";
import type { MarkupInline, MarkupItem, MarkupNode } from "../tree/nodes.js";
import { parse } from "../parse/parse.js";

/**
 * Renders a text without its markup, for a terminal, a log, a notification or a search.
 *
 * Headings, emphasis and highlights become plain text. Items begin with `•` or their number, quote lines with `>`; cells are
 * separated by `|`. A link becomes its label with its address behind it, an image its alt text. Control characters, which
 * could control a terminal, are left out.
 *
 * @param text - The text, or nodes of its tree.
 * @throws {@link MarkupError} `ERR_INVALID_OPTION`: when `text` is neither.
 *
 * @example
 * ```ts
 * import { toPlainText } from "@ck/markup";
 *
 * toPlainText("#Leave\n* [Rules](https://example.com/rules)"); // → "Leave\n\n• Rules (https://example.com/rules)"
 * ```
 */
export function toPlainText(text: string | MarkupText | readonly MarkupNode[]): string {
  const nodes: readonly MarkupNode[] = typeof text === "string" || isMarkupText(text) ? parse(text) : text;
  let plain = "";
  nodes.forEach((node, at) => {
    const before = nodes[at - 1];
    if (before !== undefined && (isBlock(node) || isBlock(before)))
      plain += node.type === "item" && before.type === "item" ? "\n" : "\n\n";
    plain += isBlock(node) ? printBlock(node) : printInlines([node]);
  });
  return cleanText(plain);
}

type Block = Extract<MarkupNode, { type: "paragraph" | "heading" | "item" | "quote" | "table" }>;

function isBlock(node: MarkupNode): node is Block {
  return ["paragraph", "heading", "item", "quote", "table"].includes(node.type);
}

function printBlock(block: Block): string {
  switch (block.type) {
    case "item":
      return printItem(block);
    case "quote":
      return `> ${printInlines(block.children).replaceAll("\n", "\n> ")}`;
    case "table":
      return [block.header, ...block.rows]
        .map((row) => row.map((cell) => printInlines(cell).replaceAll("\n", " ")).join(" | "))
        .join("\n");
    case "paragraph":
    case "heading":
      return printInlines(block.children);
  }
}

function printItem({ number, depth, children }: MarkupItem): string {
  const indent = "  ".repeat(Math.min(depth, MAX_LIST_DEPTH));
  const marker = number === undefined ? "•" : `${number}.`;
  return `${indent}${marker} ${printInlines(children).replaceAll("\n", `\n${indent}  `)}`;
}

function printInlines(nodes: readonly MarkupInline[], depth = 0): string {
  return depth > MAX_TREE_DEPTH ? "" : nodes.map((node) => printInline(node, depth)).join("");
}

function printInline(node: MarkupInline, depth: number): string {
  switch (node.type) {
    case "text":
    case "highlight":
      return node.value;
    case "break":
      return "\n";
    case "image":
      return node.alt === "" ? "(image)" : node.alt;
    case "link": {
      const shown = printInlines(node.children, depth + 1);
      const label = shown.trim() === "" ? "" : shown;
      const saidByLabel = ["", node.url, node.url.replace(/^(mailto|tel):/, "")].includes(label);
      return saidByLabel ? label || node.url : `${label} (${node.url})`;
    }
    case "bold":
    case "italic":
    case "underline":
    case "strike":
      return printInlines(node.children, depth + 1);
    default:
      // A tree from elsewhere may hold an unknown node.
      return "";
  }
}
