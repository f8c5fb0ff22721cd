import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const shown = /^```ts\n\/\/ adapter\.test\.ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";

it("the test of the README passes under node:test", async () => {
  const cache = path.join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "node-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outfile = path.join(folder, "suite.test.mjs");
  await build({
    stdin: {
      contents: shown.replace(/"vitest"; .*/, '"node:test";'),
      loader: "ts",
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    tsconfig: path.join(root, "tsconfig.base.json"),
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    // CommonJS in the bundle asks for built-ins.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const { stdout } = await promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", outfile]);
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(35);
}, 60_000);
