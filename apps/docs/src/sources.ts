import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { contents, otherGuides } from "./contents.js";

/** The top of the repository. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A file of the repository that is a page of the site. */
export interface Source {
  /** Its path from the top of the repository: `docs/params.md`. */
  readonly file: string;
  /** Its page without an extension: `params`. */
  readonly route: string;
  readonly title: string;
  /** The menu's section. */
  readonly section: string;
}

/** The section of the packages' READMEs. */
export const packagesSection = "Packages";

/** @returns Every source, in the order of the menu. */
export function findSources(): Source[] {
  const named = new Set(contents.flatMap(({ sources }) => sources));
  const others = markdownIn("docs").filter((file) => !named.has(file));
  const guides = contents.flatMap(({ title, sources }) =>
    [...sources, ...(title === otherGuides ? others : [])]
      .filter((file) => existsSync(path.join(root, file)))
      .map((file) => source(file, title)),
  );
  const packages = readdirSync(path.join(root, "packages"))
    .map((name) => `packages/${name}/README.md`)
    .filter((file) => existsSync(path.join(root, file)))
    .map((file) => source(file, packagesSection));
  return [...guides, ...packages];
}

function source(file: string, section: string): Source {
  return { file, section, route: routeOf(file), title: titleOf(readSource(file), file) };
}

export function readSource(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** `docs/params.md` is the page `params`, `packages/bot/README.md` is `packages/bot`. */
function routeOf(file: string): string {
  return file
    .replace(/^docs\//, "")
    .replace(/^packages\/(\w+)\/docs\//, "packages/$1/")
    .replace(/^apps\//, "")
    .replace(/(\/README)?\.md$/, "")
    .replace(/^(SECURITY|CONTRIBUTING)$/, (name) => name.toLowerCase());
}

function titleOf(markdown: string, file: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error(`${file} has no title: start it with a line such as "# Params".`);
  return title.replaceAll("`", "");
}

function markdownIn(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join(folder, name));
}
