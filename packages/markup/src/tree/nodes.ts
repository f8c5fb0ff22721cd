/**
 * A line or a group of lines: what {@link parse} gives.
 *
 * @example
 * ```ts
 * import { parse, type MarkupBlock } from "@ck/markup";
 *
 * const blocks: MarkupBlock[] = parse("#Leave");
 * blocks; // → [{ type: "heading", level: 1, children: [{ type: "text", value: "Leave" }] }]
 * ```
 */
export type MarkupBlock =
  | { readonly type: "paragraph"; readonly children: readonly MarkupInline[] }
  | { readonly type: "heading"; readonly level: HeadingLevel; readonly children: readonly MarkupInline[] }
  | MarkupItem
  | { readonly type: "quote"; readonly children: readonly MarkupInline[] }
  | MarkupTable;

/**
 * What stands in a line.
 *
 * @example
 * ```ts
 * import { toPlainText, type MarkupInline } from "@ck/markup";
 *
 * const inlines: MarkupInline[] = [{ type: "bold", children: [{ type: "text", value: "Two" }] }, { type: "text", value: " days" }];
 * toPlainText(inlines); // → "Two days"
 * ```
 */
export type MarkupInline =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: EmphasisType; readonly children: readonly MarkupInline[] }
  | { readonly type: "highlight"; readonly value: string }
  | { readonly type: "link"; readonly url: string; readonly children: readonly MarkupInline[] }
  | { readonly type: "image"; readonly url: string; readonly alt: string }
  | { readonly type: "break" };

/**
 * Any node of the tree.
 *
 * @example
 * ```ts
 * import type { MarkupNode } from "@ck/markup";
 *
 * const node: MarkupNode = { type: "highlight", value: "ck-2041" };
 * ```
 */
export type MarkupNode = MarkupBlock | MarkupInline;

/**
 * The four markers that nest: `*bold*`, `_italic_`, `__underline__`, `~strike~`. Source: contract §3, grade S.
 *
 * @example
 * ```ts
 * import type { EmphasisType } from "@ck/markup";
 *
 * const type: EmphasisType = "bold";
 * ```
 */
export type EmphasisType = "bold" | "italic" | "underline" | "strike";

/**
 * From `#` to `#####`. Source: contract §3, grade S.
 *
 * @example
 * ```ts
 * import type { HeadingLevel } from "@ck/markup";
 *
 * const level: HeadingLevel = 5;
 * ```
 */
export type HeadingLevel = 1 | 2 | 3 | 4 | 5;

/**
 * One item of a list. A list is the items that follow each other; a nested one is told by its `depth`.
 *
 * @example
 * ```ts
 * import { parse, type MarkupItem } from "@ck/markup";
 *
 * const [first, second] = parse("3. Three\n  * Under it") as MarkupItem[];
 * first?.number; // → 3
 * second?.depth; // → 1
 * ```
 */
export interface MarkupItem {
  readonly type: "item";
  /** The number as it was written; absent for a bullet. */
  readonly number?: number;
  /** 0 for the outermost list. */
  readonly depth: number;
  readonly children: readonly MarkupInline[];
}

/**
 * A table. Rows may have fewer or more cells than the header: nothing is padded, nothing is dropped.
 *
 * @example
 * ```ts
 * import { parse, type MarkupTable } from "@ck/markup";
 *
 * const [table] = parse("|Type|Days|\n|---|---|\n|Sick|2|") as MarkupTable[];
 * table?.rows[0]?.[1]; // → [{ type: "text", value: "2" }]
 * ```
 */
export interface MarkupTable {
  readonly type: "table";
  readonly header: readonly MarkupCell[];
  readonly rows: readonly (readonly MarkupCell[])[];
}

/**
 * What stands in a cell of a table.
 *
 * @example
 * ```ts
 * import type { MarkupCell } from "@ck/markup";
 *
 * const cell: MarkupCell = [{ type: "text", value: "Sick" }];
 * ```
 */
export type MarkupCell = readonly MarkupInline[];
