import MarkdownIt, { type StateBlock, type StateInline, type Token } from "markdown-it";

/** A parsed Markdown text. */
export interface ParsedMarkdown {
  readonly tokens: readonly Token[];
  /** Label → content of the footnote, in the order of definition. */
  readonly footnotes: ReadonlyMap<string, readonly Token[]>;
  /** Decodes the character references in a text. */
  readonly decode: (text: string) => string;
}

/** Parses CommonMark and GFM. Bare autolinks and task lists are still text here; the conversion handles them. */
export function parseMarkdown(markdown: string): ParsedMarkdown {
  const parser = new MarkdownIt({ html: true });
  // Links are checked where they are written; here, a link that is not allowed would become its source text.
  parser.validateLink = () => true;
  // So that an escaped character can be recognised.
  parser.core.ruler.disable("text_join");
  const labels = new Set<string>();
  parser.block.ruler.before(
    "reference",
    "footnote",
    (state, line, endLine, silent) => readDefinition(state, line, endLine, silent, labels),
    { alt: ["paragraph", "reference"] },
  );
  parser.inline.ruler.before("link", "footnote", (state, silent) => readReference(state, silent, labels));

  const decode = (text: string): string =>
    text.replace(/&#?\w{1,31};/g, (reference) => parser.utils.unescapeAll(reference));
  return { ...takeFootnotes(parser.parse(markdown, {})), decode };
}

/** Reads `[^label]` at `from`. The label is short, so that the search for its end is cheap. */
function readLabel(text: string, from: number): string | undefined {
  if (!text.startsWith("[^", from)) return undefined;
  return /^\[\^([^\s[\]]{1,100})\]/.exec(text.slice(from, from + 103))?.[1];
}

/** Reads `[^label]: text` and whatever is indented by four blanks under it. */
function readDefinition(
  state: StateBlock,
  line: number,
  endLine: number,
  silent: boolean,
  labels: Set<string>,
): boolean {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  const label = readLabel(state.src, start);
  if (label === undefined || (state.sCount[line] ?? 0) - state.blkIndent >= 4) return false;
  const colon = start + label.length + 3;
  if (state.src.charAt(colon) !== ":") return false;
  if (silent) return true;

  let content = colon + 1;
  while (state.src.charAt(content) === " ") content++;
  labels.add(label);
  state.push("footnote_open", "", 1).info = label;

  // The rest of the line is the first line of a new block, as after the marker of a list item.
  const { blkIndent, parentType, tight } = state;
  const before = { bMark: state.bMarks[line] ?? 0, tShift: state.tShift[line] ?? 0, sCount: state.sCount[line] ?? 0 };
  state.bMarks[line] = content;
  state.tShift[line] = 0;
  state.blkIndent += 4;
  state.sCount[line] = state.blkIndent;
  state.parentType = "reference";
  state.md.block.tokenize(state, line, endLine);
  Object.assign(state, { blkIndent, parentType, tight });
  state.bMarks[line] = before.bMark;
  state.tShift[line] = before.tShift;
  state.sCount[line] = before.sCount;

  state.push("footnote_close", "", -1);
  return true;
}

/** Reads `[^label]` if there is a footnote with that label. */
function readReference(state: StateInline, silent: boolean, labels: ReadonlySet<string>): boolean {
  const label = readLabel(state.src, state.pos);
  if (label === undefined || !labels.has(label)) return false;
  if (!silent) state.push("footnote_ref", "", 0).info = label;
  state.pos += label.length + 3;
  return true;
}

function takeFootnotes(all: readonly Token[]): Pick<ParsedMarkdown, "tokens" | "footnotes"> {
  const tokens: Token[] = [];
  const footnotes = new Map<string, Token[]>();
  const open: Token[][] = [tokens];
  for (const token of all) {
    if (token.type === "footnote_open") {
      const content: Token[] = [];
      open.push(content);
      // The first definition of a label wins, as with links.
      if (!footnotes.has(token.info)) footnotes.set(token.info, content);
    } else if (token.type === "footnote_close") open.pop();
    else open.at(-1)?.push(token);
  }
  return { tokens, footnotes };
}
