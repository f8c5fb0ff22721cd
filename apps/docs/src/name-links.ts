import type { MarkdownRenderer } from "vitepress";

/** A word alone, such as `prompt`, may be a key of a request as well: only `prompt()` is surely the function. */
const exported = /^(\w+(?=\()|\w*[A-Z]\w*$)/;

/**
 * Links the names of exports, in inline code, to the API reference: the first time that each stands on a page. A code of an
 * error leads to its explanation.
 *
 * @param md - the renderer
 * @param placeOf - the place where a name is described, if it is
 */
export function linkNames(md: MarkdownRenderer, placeOf: (name: string) => string | undefined): void {
  md.core.ruler.push("link-names", (state) => {
    const page = (state.env as { relativePath?: string }).relativePath ?? "";
    if (page.startsWith("api/")) return;
    const seen = new Set<string>();
    state.tokens.forEach((token, index) => {
      if (token.type !== "inline" || state.tokens[index - 1]?.type === "heading_open") return;
      let depth = 0;
      token.children = (token.children ?? []).flatMap((child) => {
        if (child.type === "link_open") depth++;
        if (child.type === "link_close") depth--;
        if (child.type !== "code_inline" || depth > 0) return [child];
        const name = exported.exec(child.content)?.[1] ?? "";
        const place = placeOf(name);
        if (place === undefined || seen.has(name) || place.startsWith(`/${page.replace(/md$/, "html")}#`))
          return [child];
        seen.add(name);
        const open = new state.Token("link_open", "a", 1);
        open.attrs = [["href", place]];
        return [open, child, new state.Token("link_close", "a", -1)];
      });
    });
  });
}
