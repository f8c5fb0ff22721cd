/** A piece of HTML. */
export type HtmlPiece =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "tag"; readonly name: string; readonly closes: boolean; readonly attributes: string };

// Quoted values may hold anything but their quote; anything else ends at the next `<`, where an unfinished tag is given up.
const tag = /<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/iy;

/** Splits HTML into tags and text. Comments, declarations and instructions are left out. Linear. */
export function* scanHtml(html: string): Generator<HtmlPiece> {
  let from = 0;
  for (let at = html.indexOf("<"); at !== -1; at = html.indexOf("<", at)) {
    const end = endOfHidden(html, at);
    tag.lastIndex = at;
    const match = end === undefined ? tag.exec(html) : null;
    if (end === undefined && match === null) {
      at++;
      continue;
    }
    if (at > from) yield { type: "text", value: html.slice(from, at) };
    if (match !== null) {
      const [, slash, name = "", attributes = ""] = match;
      yield { type: "tag", name: name.toLowerCase(), closes: slash === "/", attributes };
    }
    from = at = end ?? tag.lastIndex;
  }
  if (from < html.length) yield { type: "text", value: html.slice(from) };
}

/** Reads one attribute of a tag. */
export function readAttribute(attributes: string, name: "href" | "src" | "alt"): string {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"']+))`, "i").exec(attributes);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? "";
}

/** Where a comment, a declaration or an instruction ends. An unfinished one reaches to the end, as in browsers. */
function endOfHidden(html: string, at: number): number | undefined {
  for (const [start, end] of [
    ["<!--", "-->"],
    ["<!", ">"],
    ["<?", "?>"],
  ] as const) {
    if (!html.startsWith(start, at)) continue;
    const found = html.indexOf(end, at + start.length);
    return found === -1 ? html.length : found + end.length;
  }
  return undefined;
}
