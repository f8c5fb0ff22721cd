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

describe.each(packages)("the examples of $folder", ({ folder, examples, modules }) => {
  it("are there for every export", () => {
    const shown = examples.map(({ code }) => code).join("\n");
    const names = modules.flatMap((specifier) => Object.keys(ours.get(specifier) ?? {}));
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(shown))).toEqual([]);
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

// The compiler holds the thread for all of them at once.
it("every example is valid, each for itself, under the strictest settings", () => {
  const files = new Map(
    packages.flatMap(({ folder, examples }) =>
      examples.map(({ name, code }, index) => [
        path.join(root, folder, "test", `example-${index}.ts`),
        { name, code: `${code}\nexport {};` },
      ]),
    ),
  );
  const base = path.join(root, "tsconfig.base.json");
  const config = ts.readConfigFile(base, (file) => ts.sys.readFile(file));
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent(config.config, ts.sys, root, undefined, base).options,
    // Examples export nothing, and that is what these ask of.
    isolatedDeclarations: false,
    declaration: false,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    readFile: (file) => files.get(file)?.code ?? disk.readFile(file),
    getSourceFile: (file, ...rest) => {
      const example = files.get(file);
      return example === undefined
        ? disk.getSourceFile(file, ...rest)
        : ts.createSourceFile(file, example.code, ts.ScriptTarget.ES2022);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = files.get(file?.fileName ?? "")?.name ?? file?.fileName ?? "";
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(problems).toEqual([]);
}, 180_000);
