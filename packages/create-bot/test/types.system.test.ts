import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { filesOf, variants } from "./variants.js";

// Inside the package, so that what the projects import is found: our packages as they are built, and the frameworks.
const home = fileURLToPath(new URL("..", import.meta.url));
const temporary = mkdtempSync(path.join(home, ".program-types-"));
afterAll(() => rmSync(temporary, { recursive: true }));

/** Next.js is not installed here: it is large, and the language-model template takes one function of it. */
const NEXT = `declare module "next/server" { export function after(task: Promise<unknown>): void; }`;

const typed = variants.filter(({ answers }) => answers.language === "typescript");

/** The projects with the same settings are checked as one. */
const groups = new Map<string, typeof typed>();
for (const variant of typed) {
  const settings = filesOf(variant.answers).get("tsconfig.json") ?? "";
  groups.set(settings, [...(groups.get(settings) ?? []), variant]);
}

it.each(
  [...groups].map(([settings, projects], index) => ({
    names: [...new Set(projects.map(({ answers }) => answers.adapter))].join(", "),
    settings,
    projects,
    folder: path.join(temporary, `group-${index}`),
  })),
)("the TypeScript projects for $names have the right types, and so has what they import", async (group) => {
  const { folder, settings, projects } = group;
  for (const { answers } of projects) {
    for (const [file, text] of filesOf(answers)) {
      if (!/\.ts$|^(package|tsconfig)\.json$/.test(file)) continue;
      const target = path.join(folder, answers.adapter, answers.template, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  const { compilerOptions } = JSON.parse(settings) as { compilerOptions: object };
  const config = { compilerOptions: { ...compilerOptions, strict: true, skipLibCheck: false }, include: ["**/*.ts"] };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  if (projects.some(({ answers }) => answers.adapter === "next")) writeFileSync(path.join(folder, "next.d.ts"), NEXT);

  const tsc = path.join(home, "../../node_modules/typescript-7/bin/tsc");
  const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(process.execPath, [tsc, "-p", folder], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
  expect({ code, output }).toEqual({ code: 0, output: "" });
});
