import { isAllowedUrl, LINK_SCHEMES } from "../tree/allowed-url.js";
import type { InlineBuilder } from "./inline-builder.js";

// GFM's extended autolinks, and its strikethrough with one tilde. The alternatives begin with different characters and each
// reads to a blank or a tilde, so no character is tried twice.
const candidate =
  /(?<![^\s*_~([{"'])(?:(?:https?:\/\/|www\.)[^\s<]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)|(?<![\w~])~(?![\s~])([^~]*[^\s~])~(?![\w~])/gi;

/** Adds text, with links for bare addresses and strikethrough between single tildes, as GFM does. */
export function addWithAutolinks(builder: InlineBuilder, text: string): void {
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    builder.text(text.slice(from, match.index));
    from = match.index;
    const [found, struck] = match;
    if (struck !== undefined) {
      const children = [{ type: "text", value: struck } as const];
      if (builder.has("strike")) builder.text(struck);
      else builder.add({ type: "strike", children });
      from += found.length;
      continue;
    }
    const shown = withoutTrail(found);
    const url =
      shown.includes("@") && !/^(https?:|www\.)/i.test(shown)
        ? `mailto:${shown}`
        : shown.replace(/^www\./i, "http://$&");
    if (!builder.has("link") && isDomain(url) && isAllowedUrl(url, LINK_SCHEMES)) {
      builder.add({ type: "link", url, children: [{ type: "text", value: shown }] });
    } else builder.text(shown);
    from += shown.length;
  }
  builder.text(text.slice(from));
}

/** Cuts the punctuation of the sentence from the end of an address, and a parenthesis that was opened before it. */
function withoutTrail(address: string): string {
  let end = address.length;
  let unopened = count(address, ")") - count(address, "(");
  for (; end > 0; end--) {
    const last = address.charAt(end - 1);
    if (last === ")" && unopened > 0) unopened--;
    else if (!"?!.,:;*_~'\"]}".includes(last)) break;
  }
  return address.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** GFM requires a period in the host name. */
function isDomain(url: string): boolean {
  return url.startsWith("mailto:") || /^https?:\/\/[^/?#.]+\.[^/?#]/i.test(url);
}
