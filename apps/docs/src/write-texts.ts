import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { contents } from "./contents.js";
import { packagesSection, readSource } from "./sources.js";
import type { Site } from "./write-pages.js";

/** What a coding agent needs to build a bot, in one file. */
const skill = "skills/convokraft-webhook/SKILL.md";

/**
 * Writes what programs read instead of the pages: each page as Markdown, `llms.txt` with a list of them,
 * `llms-full.txt` with the guides in one file, and the skill.
 *
 * @param pages - the folder with the pages' Markdown
 * @param folder - the folder of the built site
 * @param site - what the site is made of
 * @param base - the path under which the site is served, with a slash at the end
 */
export function writeTexts(pages: string, folder: string, site: Site, base: string): void {
  const routes = [...site.sources, ...site.reference].map(({ route }) => route);
  const texts = new Map(
    routes.map((route) => [route, forPrograms(readFileSync(path.join(pages, `${route}.md`), "utf8"), base)]),
  );
  for (const [route, text] of texts) write(folder, `${route}.md`, text);

  const sections = [...contents.map(({ title }) => title), packagesSection].map((title) => {
    const lines = site.sources
      .filter(({ section }) => section === title)
      .map(({ route, title }) => `- [${title}](${base}${route}.md)${about(texts.get(route) ?? "")}`);
    return `## ${title}\n\n${lines.join("\n")}`;
  });
  const reference = site.reference.map(({ route, specifier }) => `- [${specifier}](${base}${route}.md)`);
  const introduction =
    "# ck\n\n> The webhook kit for ConvoKraft bots: handlers in TypeScript or JavaScript, the check of the signature, the platform's limits, and a local platform to test with.";
  const agents = `To build a bot, read the skill first: [convokraft-webhook](${base}${skill}).`;
  const list = [introduction, agents, ...sections, `## API reference\n\n${reference.join("\n")}`].join("\n\n");
  write(folder, "llms.txt", `${list}\n`);

  write(folder, skill, readSource(skill));

  const guides = site.sources.map(({ route }) => texts.get(route) ?? "");
  write(folder, "llms-full.txt", [introduction, ...guides].join("\n\n---\n\n"));
}

/** Links between pages lead from text to text. */
function forPrograms(markdown: string, base: string): string {
  return markdown
    .replace(/\]\(\/index\.html[^()\s]*\)/g, `](${base}llms.txt)`)
    .replace(/\]\(\/([^()\s#]*)\.html(#[^()\s]*)?\)/g, (_, route: string, hash = "") => `](${base}${route}.md${hash})`)
    .replaceAll("](/images/", `](${base}images/`)
    .replace(/^(#+ .*) \{#[^}]+\}$/gm, "$1")
    .replace(/^( *[-*] )☐ /gm, "$1[ ] ")
    .replaceAll("{<!-- -->{", "{{");
}

/** The first sentence of a page, as one line. */
function about(markdown: string): string {
  const paragraph = /^(?![#<|>-]|```)\S.*(?:\n\S.*)*/m.exec(markdown)?.[0].replaceAll("\n", " ") ?? "";
  const sentence = /^.*?[.:](?= |$)/.exec(paragraph)?.[0].replace(/:$/, ".");
  return sentence === undefined ? "" : `: ${sentence.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")}`;
}

function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
