import {
  characterAt,
  characterBefore,
  isBlank,
  isMark,
  isWord,
  JOINER,
  MAX_TREE_DEPTH,
  SEPARATOR,
} from "../tree/grammar.js";
import { guardLine } from "./guard.js";
import { encodeAddress } from "./markup-tag.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";

/** A piece of a line: text to guard, a marker, or something to write unchanged. */
interface Piece {
  readonly type: "text" | "open" | "close" | "raw";
  readonly value: string;
  /** Whether the text is in a label. */
  readonly inLabel?: boolean;
}

interface LineContext {
  readonly inCell: boolean;
  readonly inLabel: boolean;
  /** The emphasis around it. */
  readonly around: readonly EmphasisType[];
  readonly depth: number;
}

const markers: Readonly<Record<EmphasisType, string>> = { bold: "*", italic: "_", underline: "__", strike: "~" };

// No escape is known for `|`, and any reader of a table ends a cell at it (docs/contract.md §3, grade ?).
const BAR = "\u2502";

/** Writes the content of one line, guarded so that it parses to the same tree. */
export function writeLine(nodes: readonly MarkupInline[], { inCell = false }: { inCell?: boolean } = {}): string {
  const pieces = nodes.flatMap((node) => piecesOf(node, { inCell, inLabel: false, around: [], depth: 0 }));
  return joinPieces(mergeText(pieces));
}

function piecesOf(node: MarkupInline, context: LineContext): Piece[] {
  const inner = { ...context, depth: context.depth + 1 };
  const bar = (value: string): string => (context.inCell ? value.replaceAll("|", BAR) : value);
  if (context.depth > MAX_TREE_DEPTH) return [];
  switch (node.type) {
    case "text":
      return [{ type: "text", value: bar(oneLine(node.value)), inLabel: context.inLabel }];
    case "break":
      return [{ type: "text", value: " ", inLabel: context.inLabel }];
    case "highlight":
      return highlight(bar(oneLine(node.value)));
    case "image": {
      const alt = guardLine(bar(oneLine(node.alt)), { before: "[", after: "]", brackets: true, pipes: false });
      const address = encodeAddress(node.url);
      return address === "" ? [{ type: "text", value: alt }] : [{ type: "raw", value: `![${alt}](${address})` }];
    }
    case "link": {
      const label = node.children.flatMap((child) => piecesOf(child, { ...inner, inLabel: true }));
      const address = encodeAddress(node.url);
      if (context.inLabel || address === "") return label;
      const shown = label.some(({ value }) => value.trim() !== "")
        ? label
        : [{ type: "text", value: bar(node.url), inLabel: true } as const];
      return [{ type: "raw", value: "[" }, ...shown, { type: "raw", value: `](${address})` }];
    }
    default: {
      const { type, children } = node;
      const twice = context.around.includes(type);
      const around = twice ? context.around : [...context.around, type];
      const content = children.flatMap((child) => piecesOf(child, { ...inner, around }));
      return twice ? content : between(mergeText(content), markers[type]);
    }
  }
}

function highlight(value: string): Piece[] {
  if (value === "") return [];
  const bare = value.replace(/\u2060?`\u2060?/g, `${JOINER}\`${JOINER}`);
  const first = characterAt(bare, 0);
  const start = isBlank(first) || isMark(first) ? JOINER : "";
  const end = isBlank(bare.slice(-1)) ? JOINER : "";
  return [
    { type: "open", value: "`" },
    { type: "raw", value: start + bare + end },
    { type: "close", value: "`" },
  ];
}

/** Puts markers around pieces; blanks at the edges stay outside (grammar 3). */
function between(pieces: readonly Piece[], marker: string): Piece[] {
  const inside = [...pieces];
  const outside = { before: [] as Piece[], after: [] as Piece[] };
  for (const edge of ["before", "after"] as const) {
    const piece = edge === "before" ? inside[0] : inside.at(-1);
    if (piece?.type !== "text") continue;
    const kept = edge === "before" ? piece.value.trimStart() : piece.value.trimEnd();
    const cut = edge === "before" ? piece.value.slice(0, -kept.length || undefined) : piece.value.slice(kept.length);
    const rest = kept === "" ? [] : [{ ...piece, value: kept }];
    if (cut !== "") outside[edge].push({ ...piece, value: cut });
    inside.splice(edge === "before" ? 0 : -1, 1, ...rest);
  }
  if (inside.length === 0) return [...outside.before, ...outside.after];
  return [
    ...outside.before,
    { type: "open", value: marker },
    ...inside,
    { type: "close", value: marker },
    ...outside.after,
  ];
}

function mergeText(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.type === "text" && piece.value === "") continue;
    if (last?.type === "text" && piece.type === "text")
      merged[merged.length - 1] = { ...last, value: last.value + piece.value };
    else merged.push(piece);
  }
  return merged;
}

/** Joins pieces, with a separator wherever two of them would otherwise parse as something else. */
function joinPieces(pieces: readonly Piece[]): string {
  // An array, because looking up the last character of a growing string is slow.
  const line: string[] = [];
  let before: string | undefined;
  pieces.forEach(({ type, value, inLabel = false }, at) => {
    const previous = pieces[at - 1]?.type;
    const after = characterAt(pieces[at + 1]?.value ?? "", 0);
    const written = type === "text" ? guardLine(value, { before, after, brackets: inLabel, pipes: false }) : value;
    const first = characterAt(written, 0);

    const parted =
      type === "open"
        ? isWord(before) || before === first
        : type === "close"
          ? before === first
          : (previous === "close" && (isWord(first) || isMark(first))) ||
            (previous === "open" && isMark(first)) ||
            ((previous === "open" || previous === "close") && first === before) ||
            (type === "raw" && first === "[" && (before === "!" || before === JOINER));
    line.push(parted ? SEPARATOR : "", written);
    before = characterBefore(written, written.length) ?? before;
  });
  return line.join("");
}

function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, " ");
}
