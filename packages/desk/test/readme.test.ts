import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as emulator from "@ck/emulator";
import ts from "typescript";
import { expect, it } from "vitest";
import * as desk from "../src/index.js";

it("the program of the README serves a desk", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, code = ""] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  const folder = await mkdtemp(path.join(tmpdir(), "ck-desk-"));
  await writeFile(path.join(folder, "convokraft.json"), emulator.toJson(emulator.starterDefinition()));
  const there = code
    .replaceAll(/"(\.ck[^"]*|convokraft\.json)"/g, (_, file: string) => JSON.stringify(path.join(folder, file)))
    .replace("4000", "0");
  const { outputText } = ts.transpileModule(there, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const modules: Readonly<Record<string, object>> = { "@ck/emulator": emulator, "@ck/desk": desk };
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(
    "require",
    "exports",
    "console",
    `return (async () => { ${outputText}; return desk; })();`,
  ) as (...args: unknown[]) => Promise<desk.ServedDesk>;
  const printed: unknown[] = [];
  const served = await run((name: string) => modules[name], {}, { log: (line: unknown) => printed.push(line) });
  try {
    expect(printed).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)]);
  } finally {
    await served.close();
    await rm(folder, { recursive: true });
  }
});
