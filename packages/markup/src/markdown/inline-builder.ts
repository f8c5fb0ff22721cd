import { MAX_TREE_DEPTH } from "../tree/grammar.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";
import { addText } from "../parse/pair-emphasis.js";

/** What an element makes of its content. */
export type Wrap = (children: MarkupInline[]) => MarkupInline[];

interface Frame {
  readonly key: string;
  readonly wrap: Wrap;
  readonly kind: EmphasisType | "link" | undefined;
  readonly children: MarkupInline[];
}

/** How many elements may be open at once, so that the tree is not too deep to be written; what is deeper is not formatted. */
const MAX_OPEN = MAX_TREE_DEPTH - 4;

/** Builds the content of a line from things that open and close, which HTML may do in any order. */
export class InlineBuilder {
  private readonly top: MarkupInline[] = [];
  private readonly frames: Frame[] = [];

  private get into(): MarkupInline[] {
    return this.frames.at(-1)?.children ?? this.top;
  }

  /** Whether something of this kind is open. */
  has(kind: EmphasisType | "link"): boolean {
    return this.frames.some((frame) => frame.kind === kind);
  }

  text(value: string): void {
    addText(this.into, value);
  }

  add(node: MarkupInline): void {
    this.into.push(node);
  }

  /** Opens something; `key` says what closes it. */
  open(key: string, kind: EmphasisType | "link" | undefined, wrap: Wrap): void {
    if (this.frames.length >= MAX_OPEN) return;
    this.frames.push({ key, kind, wrap, children: [] });
  }

  /** Closes the last that was opened with this key. What was opened in it and did not close is not formatted. */
  close(key: string): void {
    const at = this.frames.findLastIndex((frame) => frame.key === key);
    if (at === -1) return;
    // HTML cannot close over the edge of what Markdown opened.
    if (isHtml(key) && this.frames.slice(at).some((frame) => !isHtml(frame.key))) return;
    while (this.frames.length > at + 1) this.unwrap();
    const frame = this.frames.pop();
    if (frame !== undefined) this.append(frame.wrap(frame.children));
  }

  finish(): MarkupInline[] {
    while (this.frames.length > 0) this.unwrap();
    return this.top;
  }

  private unwrap(): void {
    this.append(this.frames.pop()?.children ?? []);
  }

  private append(nodes: readonly MarkupInline[]): void {
    for (const node of nodes) {
      if (node.type === "text") this.text(node.value);
      else this.add(node);
    }
  }
}

/** The key of an HTML element. */
export function htmlKey(name: string): string {
  return `<${name}>`;
}

function isHtml(key: string): boolean {
  return key.startsWith("<");
}
