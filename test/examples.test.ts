import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { runInThisContext } from "node:vm";
import { starterDefinition, toJson } from "@ck/emulator";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findExamples, findGuideExamples, withChecks } from "./examples.js";
import { entries, published, root } from "./published.js";
import { typecheck, type Problems } from "./typecheck.js";

const packages = [
  ...published.map(({ folder, manifest }) => ({
    folder: path.relative(root, folder),
    examples: findExamples(root, path.relative(root, folder)),
    modules: entries(manifest).map(([specifier]) => specifier),
  })),
  { folder: "docs", examples: findGuideExamples(root, "docs"), modules: [] },
];

/** What the examples import of ours, from the sources. */
const ours = new Map<string, Record<string, unknown>>();
for (const specifier of packages.flatMap(({ modules }) => modules)) {
  ours.set(specifier, (await import(specifier)) as Record<string, unknown>);
}

// Some write files where they stand, and some read the definition of a bot.
const here = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), "ck-examples-"));
beforeAll(() => {
  writeFileSync(path.join(folder, "convokraft.json"), toJson(starterDefinition()));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

/** A class or a constant is shown where it is used, if at all. */
function isPlainFunction([, value]: readonly [string, unknown]): boolean {
  return typeof value === "function" && !String(value).startsWith("class");
}

describe.each(packages)("the examples of $folder", ({ folder, examples, modules }) => {
  it("are there for every function that is exported", () => {
    const shown = examples.map(({ code }) => code).join("\n");
    const names = modules.flatMap((specifier) => Object.entries(ours.get(specifier) ?? {})).filter(isPlainFunction);
    expect(names.map(([name]) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(shown))).toEqual([]);
  });

  it.each(examples)("$name gives what it says", async (example) => {
    const { outputText } = ts.transpileModule(withChecks(example), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const run = runInThisContext(`async (require, exports, console, __same) => {${outputText}\n}`) as (
      ...args: unknown[]
    ) => Promise<void>;
    const theirs = createRequire(path.join(root, folder, "package.json"));
    const require = (specifier: string): unknown => ours.get(specifier) ?? theirs(specifier);
    const same = (actual: unknown, expected: unknown): void => expect(actual).toEqual(expected);
    const quiet = { log: () => undefined, error: () => undefined };
    await run(require, {}, quiet, same);
  });
});

describe("every example is valid, each for itself, under the strictest settings", () => {
  const folders = packages.map(({ folder, examples }) => {
    const place = mkdtempSync(path.join(root, folder, ".program-"));
    const files = examples.map(({ name, code }, index) => {
      const file = path.join(place, `example-${index}.ts`);
      writeFileSync(file, `${code}\nexport {};`);
      return { name, file };
    });
    return { folder, place, files };
  });
  afterAll(() => folders.forEach(({ place }) => rmSync(place, { recursive: true })));

  let problems: Problems;
  beforeAll(async () => {
    const files = folders.flatMap((each) => each.files.map(({ file }) => file));
    // Examples export nothing, and that is what these ask of.
    problems = await typecheck(files, { isolatedDeclarations: false, declaration: false });
  });

  it.each(folders)("in $folder", ({ files }) => {
    expect(files.flatMap(({ name, file }) => (problems.get(file) ?? []).map((said) => `${name}: ${said}`))).toEqual([]);
  });

  it("and so is what they import", () => {
    const examples = folders.flatMap(({ place }) => place);
    expect([...problems].filter(([file]) => !examples.includes(path.dirname(file)))).toEqual([]);
  });
});
