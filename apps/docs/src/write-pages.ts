import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { anchorOf, outsideCode, rewriteLinks } from "./links.js";
import { writeReference, type ReferencePage } from "./reference.js";
import { findSources, packagesSection, readSource, root, type Source } from "./sources.js";

/** What the site is made of. */
export interface Site {
  readonly sources: readonly Source[];
  readonly reference: readonly ReferencePage[];
  /** The place where a name is described: of an export that only one module has, or of the code of an error. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether the playground is part of it. */
  readonly hasPlayground: boolean;
}

/** Where the playground's built files are, if they are there: they are served under `/playground/` as they are. */
const playground = "apps/playground/dist";

/**
 * Writes the pages for VitePress: the files of the repository with links that lead to pages, and the API reference.
 *
 * @param folder - where they go; what is in it is replaced
 * @param repository - the address of the repository's tree on the web
 * @returns What was written.
 */
export async function writePages(folder: string, repository: string | undefined): Promise<Site> {
  rmSync(folder, { recursive: true, force: true });
  const sources = findSources();
  for (const source of sources) writePage(folder, source, sources, repository);
  cpSync(path.join(root, "docs/images"), path.join(folder, "public/images"), { recursive: true });
  const hasPlayground = existsSync(path.join(root, playground, "index.html"));
  if (hasPlayground) cpSync(path.join(root, playground), path.join(folder, "public/playground"), { recursive: true });
  write(folder, "index.md", homeText(sources, repository));
  const packages = sources
    .filter(({ section }) => section === packagesSection)
    .map(({ file }) => path.posix.dirname(file));
  const { pages, names } = await writeReference(folder, packages);
  return { sources, reference: pages, names: new Map([...names, ...errorPlaces()]), hasPlayground };
}

/**
 * Writes the page of one source.
 *
 * @param folder - where the pages go
 * @param source - the source
 * @param sources - every source, for the links
 * @param repository - the address of the repository's tree on the web
 */
export function writePage(
  folder: string,
  source: Source,
  sources: readonly Source[],
  repository: string | undefined,
): void {
  write(folder, `${source.route}.md`, pageText(source, sources, repository));
}

/**
 * The text of a source, as Markdown for the site.
 *
 * @param source - the source
 * @param sources - every source, for the links
 * @param repository - the address of the repository's tree on the web
 * @returns The text.
 */
function pageText(source: Source, sources: readonly Source[], repository: string | undefined): string {
  const text = withLinks(readSource(source.file), source.file, sources, repository);
  const isPackage = source.section === packagesSection;
  const reference = isPackage
    ? `\n\n[API reference of \`${source.title}\`](/api/${path.basename(source.route)}.html)\n`
    : "";
  return outsideCode(text, forVitePress).trimEnd() + reference + "\n";
}

/** Markdown that VitePress does not have, or would read as its own. */
function forVitePress(prose: string): string {
  return prose.replaceAll("{{", "{<!-- -->{").replace(/^( *[-*] )\[ \] /gm, "$1☐ ");
}

/** The start page, with the README's list of the packages. */
function homeText(sources: readonly Source[], repository: string | undefined): string {
  const packages = /^## The packages$.*?(?=^## |^MIT)/ms.exec(readSource("README.md"))?.[0] ?? "";
  const home = readFileSync(new URL("../index.md", import.meta.url), "utf8");
  return `${home}\n${withLinks(packages, "README.md", sources, repository)}`;
}

function withLinks(text: string, file: string, sources: readonly Source[], repository: string | undefined): string {
  const routes = new Map(sources.map(({ file, route }) => [file, `/${route}.html`]));
  routes.set("README.md", "/index.html");
  return rewriteLinks(text, file, { pageOf: (linked) => routes.get(linked), repository });
}

/** Each code of docs/errors.md, with its place. */
function errorPlaces(): [string, string][] {
  const codes = readSource("docs/errors.md").matchAll(/^### (ERR_\w+)$/gm);
  return [...codes].map(([, code = ""]) => [code, `/errors.html#${anchorOf(code)}`]);
}

function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
