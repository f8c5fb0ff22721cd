import { addImage, emphasize, link, textContent, type Conversion } from "./conversion.js";
import { htmlKey, InlineBuilder } from "./inline-builder.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";
import { readAttribute, scanHtml, type HtmlPiece } from "./scan-html.js";
import { splitLines } from "../write/split-lines.js";

const emphases: Readonly<Record<string, EmphasisType>> = {
  b: "bold",
  strong: "bold",
  summary: "bold",
  h1: "bold",
  h2: "bold",
  h3: "bold",
  h4: "bold",
  h5: "bold",
  h6: "bold",
  th: "bold",
  i: "italic",
  em: "italic",
  cite: "italic",
  u: "underline",
  ins: "underline",
  s: "strike",
  del: "strike",
  strike: "strike",
};
const highlights = new Set(["code", "kbd", "mark", "samp", "tt"]);
const hidden = new Set(["script", "style", "template", "title", "head"]);
const lineTags =
  /^(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tr|ul)$/;
const raised: Readonly<Record<string, string>> = {
  sup: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ",
  sub: "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ",
};

type Tag = Extract<HtmlPiece, { type: "tag" }>;

/** Applies an HTML tag in Markdown: emphasis, a break, a link, an image, or nothing. */
export function convertTag(builder: InlineBuilder, tag: Tag, conversion: Conversion): void {
  const { name, closes, attributes } = tag;
  const key = htmlKey(name);
  const emphasis = emphases[name];
  if (name === "br") builder.add({ type: "break" });
  else if (name === "img") addImage(builder, attribute("src"), attribute("alt"), conversion);
  else if (closes) builder.close(key);
  else if (attributes.endsWith("/")) return;
  else if (emphasis !== undefined) builder.open(key, emphasis, emphasize(emphasis));
  else if (name === "a") builder.open(key, "link", link(attribute("href"), conversion));
  else if (highlights.has(name))
    builder.open(key, undefined, (children) => [{ type: "highlight", value: textContent(children) }]);
  else if (hidden.has(name)) builder.open(key, undefined, () => []);
  else if (name === "sup" || name === "sub")
    builder.open(key, undefined, (children) => children.map((child) => shift(child, name)));

  function attribute(which: "href" | "src" | "alt"): string {
    return conversion.decode(readAttribute(attributes, which)).trim();
  }
}

/** Converts a block of HTML to lines. */
export function convertHtmlBlock(html: string, conversion: Conversion): MarkupInline[] {
  const builder = new InlineBuilder();
  for (const piece of scanHtml(html)) {
    if (piece.type === "text") {
      builder.text(conversion.decode(piece.value).replace(/\s+/g, " "));
      continue;
    }
    const { name, closes } = piece;
    const line = lineTags.test(name);
    if (line && !closes) builder.add({ type: "break" });
    convertTag(builder, piece, conversion);
    if (name === "li" && !closes) builder.text("• ");
    if ((name === "td" || name === "th") && closes) builder.text(" │ ");
    if (line && closes) builder.add({ type: "break" });
  }
  return withoutEmptyLines(builder.finish());
}

function withoutEmptyLines(inlines: readonly MarkupInline[]): MarkupInline[] {
  return splitLines(inlines)
    .map(trimLine)
    .filter((line) => textContent(line).trim() !== "" || line.some(({ type }) => type === "image"))
    .flatMap((line, at): MarkupInline[] => (at === 0 ? line : [{ type: "break" }, ...line]));
}

function trimLine(line: readonly MarkupInline[]): MarkupInline[] {
  return line.map((node, at) => {
    if (node.type !== "text") return node;
    const value = at === 0 ? node.value.trimStart() : node.value;
    return { type: "text", value: at === line.length - 1 ? value.replace(/[\s│]+$/, "") : value };
  });
}

/** Raised and lowered digits exist as characters; `x<sup>2</sup>` must not become `x2`. */
function shift(node: MarkupInline, name: "sup" | "sub"): MarkupInline {
  if (node.type !== "text") return node;
  const shifted = Array.from(node.value, (character) => raised[name]?.["0123456789+-=()n".indexOf(character)]);
  if (!shifted.includes(undefined)) return { type: "text", value: shifted.join("") };
  return name === "sup" ? { type: "text", value: `^${node.value}` } : node;
}
