/**
 * ConvoKraft's text markup: parse it, show it as plain text or safe HTML, and write it from Markdown, templates or trees.
 *
 * @module
 */
export { MarkupError, isMarkupError, type MarkupErrorCode } from "./error.js";
export type {
  MarkupBlock,
  MarkupInline,
  MarkupNode,
  EmphasisType,
  HeadingLevel,
  MarkupItem,
  MarkupTable,
  MarkupCell,
} from "./tree/nodes.js";
export { parse } from "./parse/parse.js";
export { toPlainText } from "./render/to-plain-text.js";
export { toHtml, type HtmlOptions } from "./render/to-html.js";
export type { LinkScheme } from "./tree/allowed-url.js";
export { fromMarkdown, type MarkdownOptions } from "./markdown/from-markdown.js";
export { stringify } from "./write/stringify.js";
export { escape, type EscapeOptions } from "./write/escape.js";
export { markup, type MarkupValue } from "./write/markup-tag.js";
export { raw, type MarkupText } from "./tree/markup-text.js";
