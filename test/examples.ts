import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A block of code that the documentation shows. */
export interface Example {
  /** Where it stands: `packages/bot/src/bot.ts:12`. */
  readonly name: string;
  readonly code: string;
}

/** Every example of a package: in its README, but for those that are files of an app, and in its docstrings. */
export function findExamples(root: string, folder: string): Example[] {
  const readme = path.join(folder, "README.md");
  const sources = readdirSync(path.join(root, folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort();
  return [
    ...proseExamples(root, readme),
    ...sources.flatMap((file) => {
      const name = path.join(folder, "src", file);
      return blocks(name, readFileSync(path.join(root, name), "utf8").replace(/^ *\* ?/gm, ""));
    }),
  ];
}

/** Every example of a guide, but for those that are files of an app. */
export function findGuideExamples(root: string, folder: string): Example[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .flatMap((file) => proseExamples(root, path.join(folder, file)));
}

/** What stands in prose. A block that begins with a file's name is run by `readmes.test.ts`, with the others of its app. */
function proseExamples(root: string, file: string): Example[] {
  const isFile = /^\/\/ \S+\.ts\n/;
  return blocks(file, readFileSync(path.join(root, file), "utf8")).filter(({ code }) => !isFile.test(code));
}

function blocks(file: string, text: string): Example[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    name: `${file}:${text.slice(0, match.index).split("\n").length}`,
    code: match[1] ?? "",
  }));
}

/** `expression; // → value` becomes a check; a declaration that says what it is becomes one after it. */
export function withChecks({ code }: Example): string {
  return code.replace(
    /^( *)(const (\w+)[^=]* = )?(.+?); \/\/ → (.+)$/gm,
    (_, indent: string, declared: string | undefined, name: string, value: string, expected: string) =>
      declared === undefined
        ? `${indent}__same(${value}, ${expected});`
        : `${indent}${declared}${value}; __same(${name}, ${expected});`,
  );
}
