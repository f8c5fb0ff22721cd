// @ts-check
/**
 * Writes docs/errors.md from the doc comments of the error codes in the packages' sources. Each says the cause, then
 * `Fix:` and what to do. `--check` writes nothing, and fails if the page is not up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { publishedFolders, readManifest, root } from "./workspace.mjs";

/** @typedef {{ code: string, comment: string }} Member A member of a union, and its doc comment in one line. */
/** @typedef {{ package: string, type: string, guard: string | undefined, members: Member[] }} Union */

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const file = path.join(root, "docs/errors.md");
const page = errorsPage();
if (!values.check) writeFileSync(file, page);
else if (readFileSync(file, "utf8") !== page) {
  console.error("docs/errors.md is not up to date: run `npm run docs:errors` and commit the result.");
  process.exitCode = 1;
}

/**
 * The text of the page.
 *
 * @returns {string}
 */
function errorsPage() {
  const unions = publishedFolders().flatMap(unionsOf);
  const errors = unions.filter(({ type }) => type.endsWith("ErrorCode"));
  /** @type {Map<string, { package: string, comment: string }[]>} */
  const byCode = new Map();
  for (const { package: name, members } of errors)
    for (const { code, comment } of members)
      byCode.set(code, [...(byCode.get(code) ?? []), { package: name, comment }]);
  const shared = [...byCode].filter(([, uses]) => uses.length > 1);

  const sections = [
    section(
      "Several packages",
      "",
      shared.map(([code, uses]) => {
        const lines = uses.map(({ package: name, comment }) => `- \`${name}\`: ${paragraph(code, comment)}`);
        return `### ${code}\n\n${lines.join("\n")}`;
      }),
    ),
    ...errors.map(({ package: name, guard, members }) =>
      section(
        name,
        guard === undefined ? "" : `\`${guard}(error)\` recognises an error of this package.`,
        members
          .filter(({ code }) => byCode.get(code)?.length === 1)
          .map(({ code, comment }) => `### ${code}\n\n${paragraph(code, comment)}`),
      ),
    ),
  ];
  const issues = unions.find(({ type }) => type === "IssueCode");
  const rows = issues?.members.map(({ code, comment }) => `| \`${code}\` | ${comment} |`) ?? [];
  return [
    "<!-- Written by `npm run docs:errors` from the sources. Do not edit. -->",
    "# Error codes",
    "Every error of these packages has a `code`. Recognise it by the code, or by the package's guard: an ESM and a CJS copy of a class are two classes, so `instanceof` can fail. A message says what was expected, what was found and what to do; it contains no secret and no part of a body.",
    ...sections.filter(Boolean),
    "## Issues of a body",
    "`parseRequest` and `parseResponse` of `@ck/protocol` list what is wrong with a body. The `code` of an issue is one of these:",
    ["| code | meaning |", "| --- | --- |", ...rows].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}

/**
 * @param {string} title
 * @param {string} introduction
 * @param {readonly string[]} entries
 * @returns {string} Nothing if there is no entry.
 */
function section(title, introduction, entries) {
  return entries.length === 0 ? "" : [`## ${title}`, introduction, ...entries].filter(Boolean).join("\n\n");
}

/**
 * @param {string} code
 * @param {string} comment
 * @returns {string}
 */
function paragraph(code, comment) {
  const [cause = "", fix] = comment.split(/\bFix: /);
  if (fix === undefined)
    throw new Error(`The comment of ${code} does not say how to fix it: "/** Cause. Fix: what to do. */".`);
  return `${cause.trim()} **Fix:** ${fix.charAt(0).toUpperCase()}${fix.slice(1)}`;
}

/**
 * The unions of codes that a package exports, from its sources.
 *
 * @param {string} folder
 * @returns {Union[]}
 */
function unionsOf(folder) {
  const source = path.join(folder, "src");
  const texts = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => readFileSync(path.join(source, name), "utf8"));
  return texts.flatMap((text) =>
    [...text.matchAll(/^export type (\w+(?:ErrorCode|IssueCode)|IssueCode) =/gm)].map((match) => ({
      package: readManifest(folder).name,
      type: match[1] ?? "",
      guard: /^export function (is\w+Error)\(/m.exec(text)?.[1],
      members: members(text, match.index + match[0].length),
    })),
  );
}

/**
 * The members of a union of texts that begins at a place in a source, each with the doc comment before it.
 *
 * @param {string} text
 * @param {number} from
 * @returns {Member[]}
 */
function members(text, from) {
  /** @type {Member[]} */
  const found = [];
  const token = /\s+|\/\/.*|\||\/\*\*(?<comment>[^]*?)\*\/|"(?<code>[^"]*)"/y;
  token.lastIndex = from;
  let comment = "";
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const { comment: words, code } = match.groups ?? {};
    if (words !== undefined) comment = words.replaceAll(/\s*\n\s*\*\s?/g, " ").trim();
    if (code === undefined) continue;
    found.push({ code, comment });
    comment = "";
  }
  return found;
}
