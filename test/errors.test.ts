import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { published, root } from "./published.js";

it("docs/errors.md is what the sources say", async () => {
  // It is rejected with what the script prints where it is not.
  await promisify(execFile)(process.execPath, [path.join(root, "scripts/errors.mjs"), "--check"]);
});

it("docs/errors.md has every code that a package gives to an error", () => {
  const page = readFileSync(path.join(root, "docs/errors.md"), "utf8");
  const codes = published.flatMap(({ folder }) => {
    const source = path.join(folder, "src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    const texts = files.map((name) => readFileSync(path.join(source, name), "utf8"));
    return texts.flatMap((text) => [...text.matchAll(/new \w*Error\(\s*"(ERR_\w+)"/g)].map(([, code = ""]) => code));
  });
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !page.includes(`### ${code}\n`))).toEqual([]);
});
