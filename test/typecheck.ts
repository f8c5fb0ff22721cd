import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./published.js";

/** What the compiler says of each file: none where it is fine. */
export type Problems = ReadonlyMap<string, readonly string[]>;

/**
 * Type-checks files as one program, by TypeScript 7 in a process of its own, under the settings of tsconfig.base.json.
 * Each file stands in a folder from which the packages that it imports can be found.
 */
export async function typecheck(files: readonly string[], compilerOptions: object): Promise<Problems> {
  const folder = mkdtempSync(path.join(root, ".program-"));
  try {
    const config = { extends: "../tsconfig.base.json", compilerOptions, files };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    return problemsIn(await compile(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compile(project: string): Promise<string> {
  const compiler = path.join(root, "node_modules/typescript-7/bin/tsc");
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [compiler, "-p", project, "--pretty", "false"],
      { cwd: root },
      (error, stdout, stderr) => {
        // It ends with 2 where it found problems, which stand in the output.
        if (error !== null && stdout === "") reject(new Error(`TypeScript did not run: ${stderr}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}

function problemsIn(output: string): Problems {
  const problems = new Map<string, string[]>();
  for (const line of output.split("\n")) {
    const [, name, message] = /^(\S.*?)(?:\(\d+,\d+\))?: error (.*)$/.exec(line) ?? [];
    if (name === undefined || message === undefined) continue;
    const file = path.resolve(root, name);
    problems.set(file, [...(problems.get(file) ?? []), message]);
  }
  return problems;
}
