import { canClose, canOpen, characterAt, characterBefore, isJoined, MAX_URL_PARENTHESES } from "../tree/grammar.js";
import type { MarkupInline } from "../tree/nodes.js";
import { pairEmphasis, readMarker, type Token } from "./pair-emphasis.js";

/** Parses the content of one line or cell. Linear in its length. */
export function parseInlines(line: string): MarkupInline[] {
  const tokens: Token[] = [];
  /** Open brackets: their positions in `tokens` and in the line. */
  let brackets: { readonly token: number; readonly from: number; readonly image: boolean }[] = [];
  let textFrom = 0;
  let noHighlightFrom = Infinity;
  let at = 0;

  const flush = (): void => {
    if (at > textFrom) tokens.push(textToken(line.slice(textFrom, at)));
  };
  const take = (end: number, token?: Token): void => {
    if (token !== undefined) tokens.push(token);
    at = textFrom = end;
  };

  while (at < line.length) {
    const character = line.charAt(at);
    if (character === "`") {
      const end = runEnd(line, at);
      const close = end - at === 1 && at < noHighlightFrom ? findHighlightEnd(line, at) : undefined;
      // A search that fails here also fails further on; remembering that keeps all searches together linear.
      if (close === -1) noHighlightFrom = at;
      if (close !== undefined && close > 0) {
        flush();
        take(close + 1, nodeToken({ type: "highlight", value: line.slice(at + 1, close) }));
      } else at = end;
    } else if (character === "*" || character === "_" || character === "~") {
      const end = runEnd(line, at);
      const marker = readMarker(line, at, end);
      if (marker === undefined) at = end;
      else {
        flush();
        take(end, marker);
      }
    } else if (character === "[" && !isJoined(line, at)) {
      const image = at > textFrom && line.charAt(at - 1) === "!";
      if (image) at--;
      flush();
      if (image) at++;
      brackets.push({ token: tokens.length, from: at + 1, image });
      take(at + 1, textToken(image ? "![" : "["));
    } else if (character === "]" && !isJoined(line, at)) {
      const opener = brackets.pop();
      const end = opener === undefined ? -1 : findUrlEnd(line, at + 1);
      if (opener !== undefined && end > 0) {
        flush();
        const url = line.slice(at + 2, end);
        const label = tokens.splice(opener.token).slice(1);
        if (opener.image) {
          take(end + 1, nodeToken({ type: "image", url, alt: line.slice(opener.from, at) }));
        } else {
          take(end + 1, nodeToken({ type: "link", url, children: pairEmphasis(label) }));
          brackets = [];
        }
      } else at++;
    } else at++;
  }
  flush();
  return pairEmphasis(tokens);
}

function textToken(value: string): Token {
  return { type: "text", value };
}

function nodeToken(node: MarkupInline): Token {
  return { type: "node", node };
}

/** Where a run of one character ends. */
function runEnd(line: string, from: number): number {
  const character = line.charAt(from);
  let end = from + 1;
  while (line.charAt(end) === character) end++;
  return end;
}

/** The backtick that closes the one at `from`; -1 if there is none, `undefined` if the one at `from` cannot open. */
function findHighlightEnd(line: string, from: number): number | undefined {
  if (!canOpen(characterBefore(line, from), characterAt(line, from + 1))) return undefined;
  for (let at = line.indexOf("`", from + 1); at !== -1;) {
    const end = runEnd(line, at);
    if (end - at === 1 && canClose(characterBefore(line, at), characterAt(line, end))) return at;
    at = line.indexOf("`", end);
  }
  return -1;
}

/** Where the parenthesised address at `from` ends (grammar 7); -1 if there is none. */
function findUrlEnd(line: string, from: number): number {
  if (line.charAt(from) !== "(") return -1;
  let depth = 0;
  for (let at = from + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === "(") {
      if (++depth > MAX_URL_PARENTHESES) return -1;
    } else if (character === ")") {
      if (depth-- === 0) return at === from + 1 ? -1 : at;
    } else if (/\s/u.test(character)) return -1;
  }
  return -1;
}
