import { MAX_TREE_DEPTH } from "../tree/grammar.js";
import type { MarkupInline } from "../tree/nodes.js";

/**
 * Splits content into lines. Emphasis across a break is closed before it and opened again after it (grammar 1); a break in the
 * label of a link becomes a blank, because the address would have to be repeated.
 */
export function splitLines(nodes: readonly MarkupInline[], depth = 0): MarkupInline[][] {
  const lines: MarkupInline[][] = [[]];
  const push = (node: MarkupInline): void => void lines.at(-1)?.push(node);
  if (depth > MAX_TREE_DEPTH) return lines;
  for (const node of nodes) {
    switch (node.type) {
      case "break":
        lines.push([]);
        break;
      case "text": {
        const [first = "", ...rest] = node.value.split(/\r\n?|\n/);
        push({ type: "text", value: first });
        for (const value of rest) lines.push([{ type: "text", value }]);
        break;
      }
      case "bold":
      case "italic":
      case "underline":
      case "strike":
        splitLines(node.children, depth + 1).forEach((children, at) => {
          if (at > 0) lines.push([]);
          if (children.length > 0) push({ type: node.type, children });
        });
        break;
      case "link": {
        const label = splitLines(node.children, depth + 1);
        const children = label.flatMap((line, at) =>
          at === 0 ? line : [{ type: "text", value: " " } as const, ...line],
        );
        push({ ...node, children });
        break;
      }
      case "highlight":
      case "image":
        push(node);
    }
  }
  return lines;
}
