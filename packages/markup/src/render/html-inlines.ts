import { isAllowedUrl, type LinkScheme } from "../tree/allowed-url.js";
import { cleanText } from "../tree/clean-text.js";
import { MAX_TREE_DEPTH } from "../tree/grammar.js";
import type { MarkupInline } from "../tree/nodes.js";

/** How to write links and images; checked options. */
export interface InlineSettings {
  readonly allowImages: boolean;
  readonly schemes: readonly LinkScheme[];
  /** `rel` and `target`, escaped, each with a blank before it. */
  readonly linkAttributes: string;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const tags = { bold: "strong", italic: "em", underline: "u", strike: "s" } as const;

/** Writes the content of a line. */
export function printInlines(
  nodes: readonly MarkupInline[],
  settings: InlineSettings,
  depth = 0,
  inLink = false,
): string {
  if (depth > MAX_TREE_DEPTH) return "";
  let html = "";
  for (const node of nodes) html += printInline(node, settings, depth, inLink);
  return html;
}

/** Escapes text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

function printInline(node: MarkupInline, settings: InlineSettings, depth: number, inLink: boolean): string {
  switch (node.type) {
    case "text":
      return escapeHtml(node.value);
    case "highlight":
      return `<mark>${escapeHtml(node.value)}</mark>`;
    case "break":
      return "<br>";
    case "image":
      return printImage(node, settings, inLink);
    case "link":
      return link(node.url, printInlines(node.children, settings, depth + 1, true), settings, inLink);
    case "bold":
    case "italic":
    case "underline":
    case "strike": {
      const tag = tags[node.type];
      return `<${tag}>${printInlines(node.children, settings, depth + 1, inLink)}</${tag}>`;
    }
    default:
      // A tree from elsewhere may hold an unknown node.
      return "";
  }
}

function printImage({ url, alt }: { url: string; alt: string }, settings: InlineSettings, inLink: boolean): string {
  const label = escapeHtml(alt);
  if (!settings.allowImages) return link(url, label === "" ? "(image)" : label, settings, inLink);
  const web = settings.schemes.filter((scheme) => scheme.startsWith("http"));
  return isAllowedUrl(url, web)
    ? `<img src="${escapeHtml(url)}" alt="${label}" loading="lazy" referrerpolicy="no-referrer">`
    : label;
}

function link(url: string, label: string, { schemes, linkAttributes }: InlineSettings, inLink: boolean): string {
  // HTML does not allow a link in a link.
  if (inLink || !isAllowedUrl(url, schemes)) return label;
  return `<a href="${escapeHtml(url)}"${linkAttributes}>${label.trim() === "" ? escapeHtml(url) : label}</a>`;
}
