import { canClose, canOpen, characterAt, characterBefore } from "../tree/grammar.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";

/** A piece of a line before emphasis is paired. */
export type Token =
  { readonly type: "text"; readonly value: string } | { readonly type: "node"; readonly node: MarkupInline } | Marker;

interface Marker {
  readonly type: "marker";
  readonly value: string;
  readonly emphasis: EmphasisType;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

const emphases: Readonly<Record<string, EmphasisType>> = {
  "*": "bold",
  _: "italic",
  __: "underline",
  "~": "strike",
};

/** Reads a run of one marker character (grammar 3, 4); `undefined` if it is text. */
export function readMarker(line: string, from: number, end: number): Marker | undefined {
  const value = line.slice(from, Math.min(end, from + 3));
  const emphasis = emphases[value];
  if (emphasis === undefined) return undefined;
  const before = characterBefore(line, from);
  const after = characterAt(line, end);
  const [opens, closes] = [canOpen(before, after), canClose(before, after)];
  return opens || closes ? { type: "marker", value, emphasis, canOpen: opens, canClose: closes } : undefined;
}

/**
 * Pairs markers and builds the tree (grammar 5). Each token is visited a bounded number of times: tokens between a pair cannot
 * pair with anything else, and an outer opener of the same kind is given up.
 */
export function pairEmphasis(tokens: readonly Token[]): MarkupInline[] {
  return build(tokens, findPairs(tokens));
}

/** The closer of each opener, by token index. */
function findPairs(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const waiting: { readonly at: number; readonly emphasis: EmphasisType }[] = [];
  // The number of openers of each kind that may still pair: those in `waiting` from `valid` on.
  const live = { bold: 0, italic: 0, underline: 0, strike: 0 };
  const valid = { bold: 0, italic: 0, underline: 0, strike: 0 };

  tokens.forEach((token, at) => {
    if (token.type !== "marker") return;
    const { emphasis } = token;
    if (token.canClose && live[emphasis] > 0) {
      for (let opener = waiting.pop(); opener !== undefined; opener = waiting.pop()) {
        if (opener.at >= valid[opener.emphasis]) live[opener.emphasis]--;
        if (opener.emphasis !== emphasis) continue;
        pairs.set(opener.at, at);
        break;
      }
      live[emphasis] = 0;
      valid[emphasis] = at;
    } else if (token.canOpen) {
      waiting.push({ at, emphasis });
      live[emphasis]++;
    }
  });
  return pairs;
}

function build(tokens: readonly Token[], pairs: ReadonlyMap<number, number>): MarkupInline[] {
  const top: MarkupInline[] = [];
  const open: { readonly closesAt: number; readonly into: MarkupInline[] }[] = [];
  let into = top;
  tokens.forEach((token, at) => {
    if (token.type === "node") {
      into.push(token.node);
      return;
    }
    if (open.at(-1)?.closesAt === at) {
      into = open.pop()?.into ?? top;
      return;
    }
    const closesAt = pairs.get(at);
    if (token.type === "text" || closesAt === undefined) {
      addText(into, token.value);
      return;
    }
    const children: MarkupInline[] = [];
    into.push({ type: token.emphasis, children });
    open.push({ closesAt, into });
    into = children;
  });
  return top;
}

/** Adds text to a line, merged with the text before it if there is any. */
export function addText(into: MarkupInline[], value: string): void {
  const last = into.at(-1);
  if (last?.type === "text") into[into.length - 1] = { type: "text", value: last.value + value };
  else if (value !== "") into.push({ type: "text", value });
}
