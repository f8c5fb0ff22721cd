import { MAX_LIST_DEPTH } from "../tree/grammar.js";
import { printInlines, type InlineSettings } from "./html-inlines.js";
import type { MarkupItem } from "../tree/nodes.js";

interface OpenList {
  readonly tag: "ul" | "ol";
  readonly depth: number;
  /** The number that the next item has by default. */
  next: number;
}

/** Writes consecutive items as nested lists. */
export function printList(items: readonly MarkupItem[], settings: InlineSettings): string {
  const open: OpenList[] = [];
  let html = "";
  const close = (): void => {
    const list = open.pop();
    if (list !== undefined) html += `</li></${list.tag}>`;
  };

  for (const { number, depth: wanted, children } of items) {
    const depth = Math.min(wanted, MAX_LIST_DEPTH);
    const tag = number === undefined ? "ul" : "ol";
    while ((open.at(-1)?.depth ?? -1) > depth) close();
    if (open.at(-1)?.depth === depth && open.at(-1)?.tag !== tag) close();
    let list = open.at(-1);
    if (list?.depth === depth) html += `</li><li${numbered("value", number, list.next)}>`;
    else {
      list = { tag, depth, next: 1 };
      open.push(list);
      html += `<${tag}${numbered("start", number, 1)}><li>`;
    }
    list.next = (number ?? 0) + 1;
    html += printInlines(children, settings);
  }
  while (open.length > 0) close();
  return html;
}

function numbered(attribute: "start" | "value", number: number | undefined, expected: number): string {
  return number === undefined || number === expected || !Number.isSafeInteger(number)
    ? ""
    : ` ${attribute}="${number}"`;
}
