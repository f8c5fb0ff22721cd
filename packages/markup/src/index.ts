/**
 * ConvoKraft's text markup, both ways: read it, show it as plain text or as safe HTML, and write it from Markdown, from
 * templates and from trees.
 *
 * @module
 */
export * from "./error.js";
export type * from "./nodes.js";
export { parse } from "./parse.js";
export { toPlainText } from "./to-plain-text.js";
export { toHtml, type HtmlOptions } from "./to-html.js";
export type { LinkScheme } from "./allowed-url.js";
export { fromMarkdown, type MarkdownOptions } from "./from-markdown.js";
export { stringify } from "./stringify.js";
export { escape, type EscapeOptions } from "./escape.js";
export { markup, type MarkupValue } from "./markup-tag.js";
export { raw, type MarkupText } from "./markup-text.js";
