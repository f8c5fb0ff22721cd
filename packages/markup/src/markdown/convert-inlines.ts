import type { Token } from "markdown-it";
import { addWithAutolinks } from "./autolinks.js";
import { addImage, emphasize, link, type Conversion } from "./conversion.js";
import { convertTag } from "./convert-html.js";
import { scanHtml } from "./scan-html.js";
import { InlineBuilder } from "./inline-builder.js";
import type { EmphasisType, MarkupInline } from "../tree/nodes.js";

const emphases: Readonly<Record<string, EmphasisType>> = { strong: "bold", em: "italic", s: "strike" };

/** Converts the content of a paragraph, a heading or a cell. */
export function convertInlines(tokens: readonly Token[], conversion: Conversion): MarkupInline[] {
  const builder = new InlineBuilder();
  for (const token of tokens) {
    switch (token.type) {
      case "text":
        addWithAutolinks(builder, token.content);
        break;
      case "text_special":
        builder.text(token.content);
        break;
      case "softbreak":
        builder.add(conversion.softBreak);
        break;
      case "hardbreak":
        builder.add({ type: "break" });
        break;
      case "code_inline":
        builder.add({ type: "highlight", value: token.content });
        break;
      case "html_inline":
        for (const piece of scanHtml(token.content)) if (piece.type === "tag") convertTag(builder, piece, conversion);
        break;
      case "footnote_ref":
        builder.text(`[${conversion.numberOf(token.info)}]`);
        break;
      case "link_open":
        builder.open("link", "link", link(String(token.attrGet("href") ?? ""), conversion));
        break;
      case "link_close":
        builder.close("link");
        break;
      case "image":
        addImage(builder, String(token.attrGet("src") ?? ""), token.children?.map(textOf).join("") ?? "", conversion);
        break;
      default: {
        const [name = "", side] = token.type.split("_");
        const emphasis = emphases[name];
        if (emphasis === undefined) builder.text(token.content);
        else if (side === "open") builder.open(name, emphasis, emphasize(emphasis));
        else builder.close(name);
      }
    }
  }
  return builder.finish();
}

/** The text of an image's label, which may hold markup. */
function textOf({ type, content, children }: Token): string {
  if (type === "softbreak" || type === "hardbreak") return " ";
  return type === "html_inline" ? "" : children && children.length > 0 ? children.map(textOf).join("") : content;
}
