import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import * as protocol from "@ck/protocol";
import { findExamples, withChecks } from "./examples.js";

const examples = findExamples();

describe("the examples in the README and in the docstrings", () => {
  test("are there for every export", () => {
    const shown = examples.map(({ code }) => code).join("\n");
    const missing = Object.keys(protocol).filter((name) => !new RegExp(`\\b${name}\\b`).test(shown));
    expect(missing).toEqual([]);
  });

  test.each(examples)("$name gives what it says", (example) => {
    const { outputText } = ts.transpileModule(withChecks(example), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const run = runInThisContext(`(require, exports, __same) => {${outputText}\n}`) as (...args: unknown[]) => void;
    const same = (actual: unknown, expected: unknown): void => expect(actual).toEqual(expected);
    run(() => protocol, {}, same);
  });

  test("are valid, each for itself, under the strictest settings", () => {
    const folder = fileURLToPath(new URL(".", import.meta.url));
    const files = new Map(examples.map(({ code }, index) => [`${folder}example-${index}.ts`, code]));
    const options: ts.CompilerOptions = {
      ...ts.parseJsonConfigFileContent(
        ts.readConfigFile(`${folder}../tsconfig.json`, ts.sys.readFile.bind(ts.sys)).config,
        ts.sys,
        `${folder}..`,
      ).options,
      // Examples export nothing, and that is what this asks of.
      isolatedDeclarations: false,
      declaration: false,
    };
    const disk = ts.createCompilerHost(options);
    const host: ts.CompilerHost = {
      ...disk,
      fileExists: (name) => files.has(name) || disk.fileExists(name),
      readFile: (name) => files.get(name) ?? disk.readFile(name),
      getSourceFile: (name, ...rest) => {
        const code = files.get(name);
        return code === undefined
          ? disk.getSourceFile(name, ...rest)
          : ts.createSourceFile(name, code, ts.ScriptTarget.ES2022);
      },
    };
    const program = ts.createProgram([...files.keys()], options, host);
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const index = [...files.keys()].indexOf(file?.fileName ?? "");
      return `${examples[index]?.name ?? file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
    expect(problems).toEqual([]);
  });
});
