import path from "node:path";

/** Where the links of a page lead. */
export interface LinkTargets {
  /** The page of a file of the repository, such as `/params.html` for `docs/params.md`, if it has one. */
  readonly pageOf: (file: string) => string | undefined;
  /** The address of the repository's tree, without a slash at the end. Without one, links to other files become text. */
  readonly repository?: string | undefined;
}

/**
 * Points the links of a file of the repository to the pages of the site.
 *
 * @param markdown - the text of the file
 * @param file - its path from the top of the repository
 * @param targets - where the links lead
 * @returns The text with its new links. Code stays as it is.
 */
export function rewriteLinks(markdown: string, file: string, targets: LinkTargets): string {
  return outsideCode(markdown, (prose) =>
    prose.replace(codeOrLink, (whole: string, _ticks, image: string, label: string | undefined, target: string) =>
      label === undefined ? whole : rewrite(whole, image === "!", label, target, file, targets),
    ),
  );
}

/** Inline code, or a link. The label of a link may hold code, and an image with a link of its own. */
const codeOrLink = /(`+)(?!`).*?(?<!`)\1(?!`)|(!?)\[((?:[^[\]]|!?\[[^\]]*\]\([^)]*\))*)\]\(([^()\s]+)\)/gs;

/**
 * Applies a change to what is not a fenced block of code.
 *
 * @param markdown - the text
 * @param change - called with each piece between two blocks
 * @returns The changed text.
 */
export function outsideCode(markdown: string, change: (prose: string) => string): string {
  return markdown
    .split(/(^```.*?^```$)/ms)
    .map((piece, index) => (index % 2 === 1 ? piece : change(piece)))
    .join("");
}

function rewrite(
  whole: string,
  isImage: boolean,
  label: string,
  target: string,
  file: string,
  targets: LinkTargets,
): string {
  if (/^([a-z]+:|#)/i.test(target)) return whole;
  const [relative = "", hash = ""] = target.split("#", 2);
  const linked = path.posix.normalize(path.posix.join(path.posix.dirname(file), relative)).replace(/\/$/, "");
  if (isImage) return `![${label}](/images/${path.posix.basename(linked)})`;
  const page = targets.pageOf(linked) ?? targets.pageOf(path.posix.join(linked, "README.md"));
  if (page !== undefined) return `[${label}](${page}${hash === "" || hash === "readme" ? "" : `#${hash}`})`;
  if (targets.repository === undefined) return label;
  return `[${label}](${targets.repository}/${linked}${hash === "" ? "" : `#${hash}`})`;
}

/**
 * The anchor of a heading, as GitHub makes it: the guides are read there too.
 *
 * @param heading - the text of the heading
 * @returns The anchor, without the `#`.
 */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
