import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { starterDefinition, toJson } from "../../src/index.js";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "ck-examples-"));
const before = process.cwd();
beforeAll(() => {
  // The examples read and write where they are started.
  process.chdir(folder);
  writeFileSync("convokraft.json", toJson(starterDefinition()));
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const sources = ["definition", "vault", "node", "node/vault"].flatMap((name) =>
  readdirSync(path.join(src, name))
    .filter((file) => file.endsWith(".ts") && file !== "recording-file.ts")
    .map((file) => `${name}/${file}`),
);
const examples = ["error.ts", ...sources].flatMap((file) => {
  const text = readFileSync(path.join(src, file), "utf8").replaceAll(/^ \* ?/gm, "");
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""], index) => ({
    name: `${file} ${index + 1}`,
    code,
  }));
});

it("there are examples", () => {
  expect(examples.length).toBeGreaterThan(10);
});

it.each(examples)("$name runs, and prints what it says", async ({ name, code }) => {
  const printed: string[] = [];
  const log = vi
    .spyOn(console, "log")
    .mockImplementation((...values: unknown[]) => void printed.push(format(...values)));
  const file = path.join(folder, `${name.replaceAll(/\W+/g, "-")}.ts`);
  writeFileSync(file, code);
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    log.mockRestore();
  }
  const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment);
  const expected = said.filter((comment) => !comment?.startsWith("the "));
  expect(printed.join("\n")).toContain(expected.join("\n"));
});
