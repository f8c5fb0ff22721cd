import { LINK_SCHEMES, type LinkScheme } from "../tree/allowed-url.js";
import { MarkupError } from "../error.js";
import { escapeHtml, printInlines, type InlineSettings } from "./html-inlines.js";
import { printList } from "./html-list.js";
import { isMarkupText, type MarkupText } from "../tree/markup-text.js";
import type { MarkupItem, MarkupNode } from "../tree/nodes.js";
import { parse } from "../parse/parse.js";

/**
 * How {@link toHtml} writes links and images.
 *
 * @example
 * ```ts
 * import type { HtmlOptions } from "@ck/markup";
 *
 * const options: HtmlOptions = { allowImages: true, linkTarget: "_blank" };
 * ```
 */
export interface HtmlOptions {
  /**
   * Whether images are shown. Showing one asks a server of the writer's choice for it, and so tells it that the message was
   * read. Otherwise there is a link to the image. Default: false.
   */
  readonly allowImages?: boolean;
  /** The schemes that links may have. Images may have `http` and `https` of them. Default: `http`, `https`, `mailto`, `tel`. */
  readonly schemes?: readonly LinkScheme[];
  /** The `rel` of links. Default: `noopener noreferrer`. */
  readonly linkRel?: string;
  /** The `target` of links. Default: none. */
  readonly linkTarget?: "_blank" | "_self" | "_parent" | "_top";
}

/**
 * Writes a text as HTML that is safe to put into a page, whoever wrote the text.
 *
 * The tags are `p br h1`–`h5 ul ol li blockquote table thead tbody tr th td strong em u s mark a img`, the attributes `href rel
 * target` of a link, `src alt loading referrerpolicy` of an image, `start` and `value` of a numbered list. Everything else
 * is escaped. A link whose address is not allowed is its label; so is one with a name before the host, or with invisible
 * characters in it. Needs no DOM.
 *
 * @param text The text, or nodes of its tree.
 * @throws {@link MarkupError} with the code `ERR_INVALID_OPTION` for a scheme that cannot be allowed, or when it is no text.
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
  const settings = checkOptions(options);
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

function checkOptions(options: HtmlOptions): InlineSettings {
  const { allowImages = false, schemes = LINK_SCHEMES, linkRel = "noopener noreferrer", linkTarget } = options;
  if (!schemes.every((scheme) => LINK_SCHEMES.includes(scheme)))
    throw new MarkupError(
      "ERR_INVALID_OPTION",
      `expected schemes to be some of ${LINK_SCHEMES.join(", ")}; came another. Other schemes can run code or reach into the reader's machine.`,
    );
  const rel = linkRel === "" ? "" : ` rel="${escapeHtml(linkRel)}"`;
  const target = linkTarget === undefined ? "" : ` target="${escapeHtml(linkTarget)}"`;
  return { allowImages, schemes, linkAttributes: rel + target };
}
