import { isAllowedUrl, LINK_SCHEMES } from "../tree/allowed-url.js";
import type { InlineBuilder, Wrap } from "./inline-builder.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";

/** What the conversion of one text shares. */
export interface Conversion {
  readonly softBreak: MarkupInline;
  /** Reads character references. */
  readonly decode: (text: string) => string;
  /** The number of a footnote. */
  readonly numberOf: (label: string) => number;
  /** Whether one more address may be written. */
  readonly afford: (address: string) => boolean;
}

/** Puts emphasis around a content, if there is one. */
export function emphasize(type: EmphasisType): Wrap {
  return (children) => (children.length === 0 ? [] : [{ type, children }]);
}

/** Makes a link of its label; if the address is not allowed, its label, and the address where that may be wanted. */
export function link(url: string, { afford }: Conversion): Wrap {
  return (children) => {
    if (isAllowedUrl(url, LINK_SCHEMES) && afford(url)) return [{ type: "link", url, children }];
    const wanted = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && textContent(children) !== url && afford(url);
    return wanted ? [...children, { type: "text", value: ` (${url})` }] : children;
  };
}

/** Adds an image, or its words if its address is not allowed. */
export function addImage(builder: InlineBuilder, url: string, alt: string, { afford }: Conversion): void {
  if (isAllowedUrl(url, ["http", "https"]) && afford(url)) builder.add({ type: "image", url, alt });
  else builder.text(alt);
}

/** The words of a content. */
export function textContent(nodes: readonly MarkupInline[]): string {
  return nodes
    .map((node) =>
      "value" in node
        ? node.value
        : "children" in node
          ? textContent(node.children)
          : node.type === "image"
            ? node.alt
            : " ",
    )
    .join("");
}
