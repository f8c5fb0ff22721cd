import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A block of code that the documentation shows. */
export interface Example {
  readonly name: string;
  readonly code: string;
}

/** Every example of the README and of the docstrings. */
export function findExamples(): Example[] {
  const readme = blocks("README.md", readFileSync(join(root, "README.md"), "utf8"));
  const sources = readdirSync(join(root, "src")).sort();
  const docstrings = sources.flatMap((file) => {
    const text = readFileSync(join(root, "src", file), "utf8");
    return blocks(`src/${file}`, text.replace(/^ \* ?/gm, ""));
  });
  return [...readme, ...docstrings];
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
