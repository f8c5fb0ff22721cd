import { LINK_SCHEMES, type LinkScheme } from "../tree/allowed-url.js";
import { checkOptions } from "../check-options.js";
import { MarkupError } from "../error.js";
import { escapeHtml, printInlines, type InlineSettings } from "./html-inlines.js";
import { printList } from "./html-list.js";
import { isMarkupText, type MarkupText } from "../tree/markup-text.js";
import type { MarkupItem, MarkupNode } from "../tree/nodes.js";
import { parse } from "../parse/parse.js";

/** Options of {@link toHtml}. */
export interface HtmlOptions {
  /**
   * Whether to show images. Loading one tells a server of the author's choice that the message was read. Otherwise an image
   * becomes a link. Default: false.
   */
  readonly allowImages?: boolean;
  /** The schemes that links may have; for images, only `http` and `https` of them. Default: `http`, `https`, `mailto`, `tel`. */
  readonly schemes?: readonly LinkScheme[];
  /** The `rel` of links. Default: `noopener noreferrer`. */
  readonly linkRel?: string;
  /** The `target` of links. Default: none. */
  readonly linkTarget?: "_blank" | "_self" | "_parent" | "_top";
}

/**
 * Renders a text as HTML that is safe to put into a page, whoever wrote the text. Needs no DOM.
 *
 * It writes the tags `p br h1`–`h5 ul ol li blockquote table thead tbody tr th td strong em u s mark a img`, with `href rel
 * target` on links, `src alt loading referrerpolicy` on images, and `start` and `value` in numbered lists. Everything else is
 * escaped. A link whose address is not allowed becomes its label, also if it has a user name before the host or invisible
 * characters.
 *
 * @param text - The text, or nodes of its tree.
 * @throws {@link MarkupError} `ERR_INVALID_OPTION`: for a scheme that cannot be allowed, an option that is unknown or wrong, or when `text` is not a text.
 *
 * @example
 * ```ts
 * import { toHtml } from "@ck/markup";
 *
 * toHtml("*Two* <days>"); // → "<p><strong>Two</strong> &lt;days&gt;</p>"
 * toHtml("[Rules](https://example.com)"); // → '<p><a href="https://example.com" rel="noopener noreferrer">Rules</a></p>'
 * toHtml("[Rules](javascript:alert)"); // → "<p>Rules</p>"
 * ```
 */
export function toHtml(text: string | MarkupText | readonly MarkupNode[], options: HtmlOptions = {}): string {
  const nodes: readonly MarkupNode[] = typeof text === "string" || isMarkupText(text) ? parse(text) : text;
  const settings = readOptions(options);
  const html: string[] = [];
  for (let at = 0; at < nodes.length;) {
    const node = nodes[at];
    if (node?.type === "item") {
      const items: MarkupItem[] = [];
      for (let item: MarkupNode | undefined = node; item?.type === "item"; item = nodes[++at]) items.push(item);
      html.push(printList(items, settings));
    } else {
      if (node !== undefined) html.push(printNode(node, settings));
      at++;
    }
  }
  return html.join("");
}

function printNode(node: Exclude<MarkupNode, MarkupItem>, settings: InlineSettings): string {
  switch (node.type) {
    case "paragraph":
      return `<p>${printInlines(node.children, settings)}</p>`;
    case "quote":
      return `<blockquote>${printInlines(node.children, settings)}</blockquote>`;
    case "heading": {
      const level = [1, 2, 3, 4, 5].find((known) => known === node.level) ?? 5;
      return `<h${level}>${printInlines(node.children, settings)}</h${level}>`;
    }
    case "table": {
      const row = (cells: readonly (typeof node.header)[number][], tag: "th" | "td"): string =>
        `<tr>${cells.map((cell) => `<${tag}>${printInlines(cell, settings)}</${tag}>`).join("")}</tr>`;
      const body = node.rows.map((cells) => row(cells, "td")).join("");
      return `<table><thead>${row(node.header, "th")}</thead>${body === "" ? "" : `<tbody>${body}</tbody>`}</table>`;
    }
    default:
      return printInlines([node], settings);
  }
}

const OPTIONS = {
  allowImages: "boolean",
  schemes: "list",
  linkRel: "string",
  linkTarget: ["_blank", "_self", "_parent", "_top"],
} as const;

function readOptions(options: HtmlOptions): InlineSettings {
  checkOptions(options, OPTIONS, "toHtml");
  const { allowImages = false, schemes = LINK_SCHEMES, linkRel = "noopener noreferrer", linkTarget } = options;
  if (!schemes.every((scheme) => LINK_SCHEMES.includes(scheme)))
    throw new MarkupError(
      "ERR_INVALID_OPTION",
      `schemes may hold only ${LINK_SCHEMES.join(", ")}: other schemes can run code or reach into the reader's machine.`,
    );
  const rel = linkRel === "" ? "" : ` rel="${escapeHtml(linkRel)}"`;
  const target = linkTarget === undefined ? "" : ` target="${escapeHtml(linkTarget)}"`;
  return { allowImages, schemes, linkAttributes: rel + target };
}
