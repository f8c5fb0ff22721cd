/** A block: a line or a group of lines. */
export type MarkupBlock =
  | { readonly type: "paragraph"; readonly children: readonly MarkupInline[] }
  | { readonly type: "heading"; readonly level: HeadingLevel; readonly children: readonly MarkupInline[] }
  | MarkupItem
  | { readonly type: "quote"; readonly children: readonly MarkupInline[] }
  | MarkupTable;

/** Content of a line. */
export type MarkupInline =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: EmphasisType; readonly children: readonly MarkupInline[] }
  | { readonly type: "highlight"; readonly value: string }
  | { readonly type: "link"; readonly url: string; readonly children: readonly MarkupInline[] }
  | { readonly type: "image"; readonly url: string; readonly alt: string }
  | { readonly type: "break" };

/** Any node of the tree. */
export type MarkupNode = MarkupBlock | MarkupInline;

/** The kinds of emphasis: `*bold*`, `_italic_`, `__underline__`, `~strike~` (docs/contract.md §3, grade S). */
export type EmphasisType = "bold" | "italic" | "underline" | "strike";

/** The level of a heading, `#` to `#####` (docs/contract.md §3, grade S). */
export type HeadingLevel = 1 | 2 | 3 | 4 | 5;

/** One item of a list. Consecutive items form a list; `depth` tells nested ones. */
export interface MarkupItem {
  readonly type: "item";
  /** The number of the item; absent for a bullet. */
  readonly number?: number;
  /** 0 for the outermost list. */
  readonly depth: number;
  readonly children: readonly MarkupInline[];
}

/** A table. A row may have fewer or more cells than the header: nothing is padded or dropped. */
export interface MarkupTable {
  readonly type: "table";
  readonly header: readonly MarkupCell[];
  readonly rows: readonly (readonly MarkupCell[])[];
}

/** The content of a table cell. */
export type MarkupCell = readonly MarkupInline[];
