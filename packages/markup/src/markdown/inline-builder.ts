import { MAX_TREE_DEPTH } from "../tree/grammar.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";
import { addText } from "../parse/pair-emphasis.js";

/** Turns the content of an element into nodes. */
export type Wrap = (children: MarkupInline[]) => MarkupInline[];

interface Frame {
  readonly key: string;
  readonly wrap: Wrap;
  readonly kind: EmphasisType | "link" | undefined;
  readonly children: MarkupInline[];
}

/** How many elements may be open at once, so that the tree can be written; deeper ones are not formatted. */
const MAX_OPEN = MAX_TREE_DEPTH - 4;

/** Builds the content of a line from elements that open and close, in HTML in any order. */
export class InlineBuilder {
  private readonly top: MarkupInline[] = [];
  private readonly frames: Frame[] = [];

  private get into(): MarkupInline[] {
    return this.frames.at(-1)?.children ?? this.top;
  }

  /** Whether an element of this kind is open. */
  has(kind: EmphasisType | "link"): boolean {
    return this.frames.some((frame) => frame.kind === kind);
  }

  text(value: string): void {
    addText(this.into, value);
  }

  add(node: MarkupInline): void {
    this.into.push(node);
  }

  /** Opens an element; `key` identifies what closes it. */
  open(key: string, kind: EmphasisType | "link" | undefined, wrap: Wrap): void {
    if (this.frames.length >= MAX_OPEN) return;
    this.frames.push({ key, kind, wrap, children: [] });
  }

  /** Closes the last element opened with this key. Elements still open inside it are not formatted. */
  close(key: string): void {
    const at = this.frames.findLastIndex((frame) => frame.key === key);
    if (at === -1) return;
    // HTML cannot close something that Markdown opened.
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
