import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { anchorOf, outsideCode } from "../src/links.js";
import { findSources, readSource, root } from "../src/sources.js";

const files = ["README.md", ...findSources().map(({ file }) => file)];

it.each(files)("the links of %s lead to files that are there, and to places in them", (file) => {
  const prose = textOutsideCode(readSource(file)).replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "code");
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = ""]) => target);
  expect(targets.filter((target) => !/^[a-z]+:/i.test(target) && !isThere(target, file))).toEqual([]);
});

it("no two sources are the same page", () => {
  const routes = findSources().map(({ route }) => route);
  expect(new Set(routes).size).toBe(routes.length);
});

function isThere(target: string, file: string): boolean {
  const [relative = "", hash = ""] = target.split("#", 2);
  const linked = relative === "" ? file : path.posix.join(path.posix.dirname(file), relative);
  if (!existsSync(path.join(root, linked))) return false;
  if (hash === "" || hash === "readme") return true;
  const page = linked.endsWith(".md") ? linked : path.posix.join(linked, "README.md");
  return placesOf(readSource(page)).has(hash);
}

/** The anchors of a page: of its headings, counted where two are the same, and those that it sets itself. */
function placesOf(markdown: string): Set<string> {
  const prose = textOutsideCode(markdown);
  const places = new Set([...prose.matchAll(/<a id="([^"]+)"/g)].map(([, id = ""]) => id));
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = anchorOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let place = anchor;
    for (let count = 1; places.has(place); count++) place = `${anchor}-${count}`;
    places.add(place);
  }
  return places;
}

function textOutsideCode(markdown: string): string {
  const pieces: string[] = [];
  outsideCode(markdown, (prose) => {
    pieces.push(prose);
    return prose;
  });
  return pieces.join("\n");
}
