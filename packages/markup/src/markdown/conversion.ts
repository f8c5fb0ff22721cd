import { isAllowedUrl, LINK_SCHEMES } from "../tree/allowed-url.js";
import type { InlineBuilder, Wrap } from "./inline-builder.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";

/** State shared by the conversion of one text. */
export interface Conversion {
  readonly softBreak: MarkupInline;
  /** Decodes character references. */
  readonly decode: (text: string) => string;
  /** The number of the footnote. */
  readonly numberOf: (label: string) => number;
  /** Whether this address may still be written. */
  readonly afford: (address: string) => boolean;
}

/** Puts emphasis around content that is not empty. */
export function emphasize(type: EmphasisType): Wrap {
  return (children) => (children.length === 0 ? [] : [{ type, children }]);
}

/** Makes a link; if the address is not allowed, only the label, with the address behind it where it may be useful. */
export function link(url: string, { afford }: Conversion): Wrap {
  return (children) => {
    if (isAllowedUrl(url, LINK_SCHEMES) && afford(url)) return [{ type: "link", url, children }];
    const wanted = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && textContent(children) !== url && afford(url);
    return wanted ? [...children, { type: "text", value: ` (${url})` }] : children;
  };
}

/** Adds an image, or its alt text if the address is not allowed. */
export function addImage(builder: InlineBuilder, url: string, alt: string, { afford }: Conversion): void {
  if (isAllowedUrl(url, ["http", "https"]) && afford(url)) builder.add({ type: "image", url, alt });
  else builder.text(alt);
}

/** The text in some content. */
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
