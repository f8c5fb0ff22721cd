import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { published, root } from "./published.js";

const RESTRICTED = "eslint(no-restricted-imports)";

/** A file that is linted: each line of a case is one. */
const files = new Map<string, string>();
/** What the linter reported, by file. */
const reported = new Map<string, string[]>();
const tree = mkdtempSync(path.join(tmpdir(), "ck-directions-"));
afterAll(() => rmSync(tree, { recursive: true }));

/** Adds a source file with this text to a package, and returns what reads the findings of the linter. */
function source(name: string, text: string): () => string[] {
  const folder = name.includes("/") ? name : `${name}/src`;
  const file = `packages/${folder}/case-${files.size}.ts`;
  files.set(file, text);
  return () => reported.get(file) ?? [];
}

/** What the linter has to say of one line in a source file of a package. */
function line(name: string, text: string): () => string[] {
  return source(name, `${text}\n`);
}

const forbidden = (
  [
    ["protocol", "@ck/bot"],
    ["protocol", "@ck/signature"],
    ["signature", "@ck/protocol"],
    ["bot", "@ck/express"],
    ["bot", "@ck/node"],
    ["express", "@ck/koa"],
    ["express", "@ck/signature"],
    ["koa", "@ck/protocol"],
    ["bot", "@ck/demo"],
  ] as const
).map(([from, to]) => ({
  from,
  to,
  value: line(from, `export * from "${to}";`),
  type: line(from, `import type { Any } from "${to}"; export type { Any };`),
}));

const allowed = (
  [
    ["bot", "@ck/protocol"],
    ["bot", "@ck/signature"],
    ["express", "@ck/bot"],
    ["express", "@ck/node"],
    ["koa", "@ck/bot"],
  ] as const
).map(([from, to]) => ({ from, to, findings: line(from, `export * from "${to}";`) }));

const toCome = published.map(({ folder }) => {
  const name = path.basename(folder);
  return { name, findings: line(name, `export * from "@ck/a-package-to-come";`) };
});

const byPath = line("protocol", `export * from "../../bot/src/index.js";`);
const builtIn = line("signature", `import { verify } from "node:crypto"; export { verify };`);
const typesOfBuiltIn = line("signature", `import type { KeyObject } from "node:crypto"; export type { KeyObject };`);
const page = {
  types: line("desk/src/page", `import type { Chat } from "@ck/emulator"; export type { Chat };`),
  values: line("desk/src/page", `export { createEmulator } from "@ck/emulator";`),
  markup: line("desk/src/page", `export { parse } from "@ck/markup";`),
  builtIn: line("desk/src/page", `export { readFileSync } from "node:fs";`),
};
const core = {
  builtIn: line("emulator/src/engine", `export { readFileSync } from "node:fs";`),
  nodeHalf: line("emulator/src/vault", `export { openVault } from "../node/vault/open-vault.js";`),
  markup: line("emulator/src/delivery", `export { parse } from "@ck/markup";`),
  inNodeHalf: line("emulator/src/node", `export { readFileSync } from "node:fs";`),
};
const circle = [
  source("markup", `import type { Two } from "./case-${files.size + 1}.js";\nexport interface One { two?: Two }\n`),
  source("markup", `import type { One } from "./case-${files.size - 1}.js";\nexport interface Two { one?: One }\n`),
];
const otherTests = line("bullmq/test", `export { startRedis } from "../../redis/test/support/redis-server.js";`);
const byDefault = line("markup", "export default 1;");

beforeAll(async () => {
  for (const [file, text] of files) {
    mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
  const config = pathToFileURL(path.join(root, "oxlint.config.mjs")).href;
  // What these imports lead to is not there, so no rule that needs types can run.
  const program = `import config from ${JSON.stringify(config)};\nexport default { ...config, options: {} };\n`;
  writeFileSync(path.join(tree, "oxlint.config.mjs"), program);
  const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
  const args = [oxlint, "-c", "oxlint.config.mjs", "--format=json", "packages"];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: tree }, (_error, stdout, stderr) => resolve(stdout || stderr));
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  for (const { code, filename } of diagnostics) reported.set(filename, [...(reported.get(filename) ?? []), code]);
});

describe("the import directions", () => {
  it.each(forbidden)("forbid $from to import $to", ({ value, type }) => {
    expect(value()).toEqual([RESTRICTED]);
    expect(type()).toEqual([RESTRICTED]);
  });

  it.each(allowed)("let $from import $to", ({ findings }) => {
    expect(findings()).toEqual([]);
  });

  it("keep what needs Node out of the emulator's core", () => {
    expect([core.builtIn(), core.nodeHalf()]).toEqual([[RESTRICTED], [RESTRICTED]]);
    expect([core.markup(), core.inNodeHalf()]).toEqual([[], []]);
  });

  it.each(toCome)("are set for $name", ({ findings }) => {
    expect(findings()).toEqual([RESTRICTED]);
  });

  it("forbid the way round by a file path", () => {
    expect(byPath()).toEqual([RESTRICTED]);
  });

  it("forbid a Node built-in, but not its types", () => {
    expect(builtIn()).toEqual([RESTRICTED]);
    expect(typesOfBuiltIn()).toEqual([]);
  });

  it("give the browser's page the markup, and of other packages the types", () => {
    expect([page.markup(), page.types()]).toEqual([[], []]);
    expect([page.values(), page.builtIn()]).toEqual([[RESTRICTED], [RESTRICTED]]);
  });
});

it("a circle of imports is reported in each of its files, also one of types alone", () => {
  expect(circle.map((findings) => findings())).toEqual([["import(no-cycle)"], ["import(no-cycle)"]]);
});

it("a helper of another package's tests is reported, and the one home for those that are shared is named", () => {
  expect(otherTests()).toEqual([RESTRICTED]);
});

it("a default export is reported", () => {
  expect(byDefault()).toEqual(["import(no-default-export)"]);
});
