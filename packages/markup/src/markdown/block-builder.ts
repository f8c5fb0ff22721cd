import type { HeadingLevel, MarkupBlock, MarkupInline, MarkupTable } from "../tree/nodes.js";

/** The item or quote that content is being added to. */
interface Target {
  readonly children: MarkupInline[];
}

interface OpenList {
  /** The number of the next item; `undefined` for bullets. */
  number: number | undefined;
}

const alert = /^\[!(note|tip|important|warning|caution)\]\s*$/i;

/**
 * Flattens nested blocks into a list of blocks: items and quotes hold lines, and everything else is a block of its own.
 */
export class BlockBuilder {
  readonly blocks: MarkupBlock[] = [];
  private readonly lists: OpenList[] = [];
  /** The item that a line continues, per open list; `undefined` once another block came in between. */
  private readonly items: (Target | undefined)[] = [];
  private quote: Target | undefined;
  private quoteDepth = 0;
  /** How many lists were open when the quote began. */
  private listsOutsideQuote = 0;
  private pending = "";

  /** Sets the text before the next content: the number of a footnote, or of an item in a quote. */
  prefix(words: string): void {
    this.pending += words;
  }

  openList(start: number | undefined): void {
    this.lists.push({ number: start });
    this.items.push(undefined);
  }

  closeList(): void {
    this.flushPrefix();
    this.lists.pop();
    this.items.pop();
    this.leaveItem();
  }

  openItem(): void {
    this.flushPrefix();
    const list = this.lists.at(-1);
    if (list === undefined) return;
    const number = list.number;
    if (number !== undefined) list.number = Math.min(number + 1, 999_999_999);
    const depth = this.lists.length - 1;
    if (this.quote === undefined) {
      const children: MarkupInline[] = [];
      this.blocks.push({ type: "item", ...(number !== undefined && { number }), depth, children });
      this.items[depth] = { children };
    } else {
      const indent = "\u00A0\u00A0".repeat(Math.min(depth - this.listsOutsideQuote, 5));
      this.pending = `${indent}${number === undefined ? "•" : `${number}.`} `;
    }
  }

  openQuote(): void {
    if (this.quoteDepth++ > 0) return;
    const children: MarkupInline[] = [];
    this.blocks.push({ type: "quote", children });
    this.quote = { children };
    this.listsOutsideQuote = this.lists.length;
  }

  closeQuote(): void {
    if (--this.quoteDepth > 0) return;
    if (this.quote?.children.length === 0) this.blocks.pop();
    this.quote = undefined;
    this.leaveItem();
  }

  /** Adds lines of text to the open quote or item, or as a paragraph. */
  addLines(lines: readonly MarkupInline[]): void {
    const content: MarkupInline[] =
      this.pending === "" ? [...lines] : [{ type: "text", value: this.pending }, ...lines];
    this.pending = "";
    const target = this.quote ?? this.items.at(-1);
    if (target === undefined) {
      if (content.length > 0) this.blocks.push({ type: "paragraph", children: content });
      return;
    }
    if (target === this.quote && target.children.length === 0) nameAlert(content);
    if (target.children.length > 0) target.children.push({ type: "break" });
    for (const inline of content) target.children.push(inline);
  }

  addHeading(level: HeadingLevel, children: readonly MarkupInline[]): void {
    if (this.quote ?? this.items.at(-1) ?? this.pending) this.addLines([{ type: "bold", children }]);
    else this.blocks.push({ type: "heading", level, children });
  }

  addTable(table: MarkupTable): void {
    if (this.quote === undefined) {
      this.blocks.push(table);
      this.leaveItem();
      return;
    }
    for (const row of [table.header, ...table.rows])
      this.addLines(row.flatMap((cell, at) => (at === 0 ? cell : [{ type: "text", value: " │ " } as const, ...cell])));
  }

  /** An empty item in a quote is still a line. */
  private flushPrefix(): void {
    if (this.quote !== undefined && this.pending !== "") this.addLines([]);
  }

  /** What follows cannot continue an item above another block. */
  private leaveItem(): void {
    if (this.items.length > 0) this.items[this.items.length - 1] = undefined;
  }
}

/** GitHub's alerts, which language models write too: the kind becomes a bold word. */
function nameAlert(content: MarkupInline[]): void {
  const first = content[0];
  const kind = first?.type === "text" ? alert.exec(first.value)?.[1] : undefined;
  if (kind === undefined) return;
  const word = kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase();
  content[0] = { type: "bold", children: [{ type: "text", value: word }] };
}
