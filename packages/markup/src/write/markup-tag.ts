import { isAllowedUrl, LINK_SCHEMES } from "../tree/allowed-url.js";
import { cleanText } from "../tree/clean-text.js";
import { escape } from "./escape.js";
import { isBlank, isMark, JOINER, characterAt } from "../tree/grammar.js";
import { isMarkupText, raw, type MarkupText } from "../tree/markup-text.js";

/** A value for {@link markup}: text, a number, other markup, a list of these, or nothing. */
export type MarkupValue = string | number | bigint | boolean | null | undefined | MarkupText | readonly MarkupValue[];

/**
 * Template tag for ConvoKraft's text: the template is markup, the values are not.
 *
 * Strings are escaped as in {@link escape}; what `markup` or {@link raw} returned is inserted unchanged. `null` and `undefined`
 * are left out; a list inserts its members. In the parentheses of a link, a value is either the whole address, which becomes
 * `#` unless {@link toHtml} allows its scheme, or a part of it, which is percent-encoded.
 *
 * @example
 * ```ts
 * import { markup, toHtml } from "@ck/markup";
 *
 * const name = "_Ann_";
 * const leave = markup`*${3} days*`;
 * const html = toHtml(markup`Hello *${name}*, ${leave} are left.`);
 * html.replaceAll("\u2060", ""); // → "<p>Hello <strong>_Ann_</strong>, <strong>3 days</strong> are left.</p>"
 *
 * markup`[Leave](https://example.com/?id=${"1 (new)"})`.text; // → "[Leave](https://example.com/?id=1%20%28new%29)"
 * markup`[Leave](${"javascript:alert(1)"})`.text; // → "[Leave](#)"
 * ```
 */
export function markup(literals: TemplateStringsArray, ...values: readonly MarkupValue[]): MarkupText {
  let text = "";
  let inAddress = false;
  literals.forEach((literal, at) => {
    text += literal;
    if (at >= values.length) return;
    const opens = literal.lastIndexOf("](");
    inAddress = (opens >= 0 || inAddress) && !/[)\s]/.test(literal.slice(opens < 0 ? 0 : opens + 2));
    text += inAddress
      ? address(values[at], literal.endsWith("]("))
      : fitted(words(values[at]), literal, literals[at + 1] ?? "");
  });
  return raw(text);
}

function words(value: MarkupValue): string {
  if (value === null || value === undefined) return "";
  if (isMarkupText(value)) return value.text;
  return typeof value === "object" ? value.map(words).join("") : escape(String(value));
}

/** The author's own marker needs something beside it that is not blank. */
function fitted(text: string, before: string, after: string): string {
  const first = characterAt(text, 0);
  const start = /[*_~`]$/.test(before) && (isBlank(first) || isMark(first)) ? JOINER : "";
  const end = /^[*_~`]/.test(after) && isBlank(text.slice(-1)) && text !== "" ? JOINER : "";
  return start + text + end;
}

function address(value: MarkupValue, whole: boolean): string {
  if (value === null || value === undefined) return whole ? "#" : "";
  if (isMarkupText(value)) return value.text;
  if (typeof value === "object") return value.map((part) => address(part, false)).join("");
  const url = cleanText(String(value));
  if (!whole) return encodeURIComponent(url).replace(/[()*!'~_]/g, percent);
  const encoded = encodeAddress(url);
  return isAllowedUrl(encoded, LINK_SCHEMES) ? encoded : "#";
}

/** Encodes the characters that would end an address or a cell (grammar 7, 11). */
export function encodeAddress(url: string): string {
  return url.trim().replace(/[\s()|]/g, percent);
}

function percent(character: string): string {
  const bytes = encodeURIComponent(character);
  return bytes.startsWith("%") ? bytes : `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
