import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const programs = new Map(
  [...readme.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)].map(([, name = "", code = ""]) => [name, code]),
);

it.each([
  ["leave.test.ts", 3],
  ["adapter.test.ts", 36],
])(
  "%s of the README passes under node:test",
  async (name, count) => {
    const cache = path.join(root, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(path.join(cache, "node-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const outfile = path.join(folder, "suite.test.mjs");
    await build({
      stdin: {
        contents: (programs.get(name) ?? "").replace(/"vitest"; .*/, '"node:test";'),
        loader: "ts",
        resolveDir: fileURLToPath(new URL(".", import.meta.url)),
      },
      tsconfig: path.join(root, "tsconfig.base.json"),
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      // CommonJS in the bundle requires built-in modules.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    });
    const { stdout } = await promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", outfile]);
    expect(stdout).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThanOrEqual(count);
  },
  60_000,
);
