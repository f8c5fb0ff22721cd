// @ts-check
// Installs runtimes and libraries to compare with, at exact versions, outside of the workspace: `npm test` must not download them.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../node_modules/.cache/tools/", import.meta.url));

const target = `${platform() === "win32" ? "win" : platform()}-${arch()}`;
const bunTarget = `${platform() === "win32" ? "windows" : platform()}-${arch() === "arm64" ? "aarch64" : arch()}`;
/** @type {Record<string, string>} */
const denoTargets = { "linux-x64": "linux-x64-glibc", "linux-arm64": "linux-arm64-glibc" };
const denoTarget = denoTargets[target] ?? target;

/**
 * Each tool: the package that ships it for this machine, and the program in it.
 *
 * @type {Record<string, { package: string, version: string, program?: string, overrides?: Record<string, string> }>}
 */
export const TOOLS = {
  "node-20": { package: `node-${target}`, version: "20.20.2", program: "bin/node" },
  "node-22": { package: `node-${target}`, version: "22.23.3", program: "bin/node" },
  "node-24": { package: `node-${target}`, version: "24.21.0", program: "bin/node" },
  "node-26": { package: `node-${target}`, version: "26.9.0", program: "bin/node" },
  bun: { package: `@oven/bun-${bunTarget}`, version: "1.4.5", program: "bin/bun" },
  deno: { package: `@deno/${denoTarget}`, version: "2.9.6", program: "deno" },
  miniflare: { package: "miniflare", version: "4.20260730.0" },
  "playwright-core": { package: "playwright-core", version: "1.65.1" },
  jsrsasign: { package: "jsrsasign", version: "11.1.5" },
  sshpk: { package: "sshpk", version: "1.18.0" },
  autocannon: { package: "autocannon", version: "9.0.0" },
  "@octokit/webhooks": { package: "@octokit/webhooks", version: "14.2.0" },
  "@slack/bolt": { package: "@slack/bolt", version: "5.1.0" },
  grammy: { package: "grammy", version: "1.46.0" },
  // What it depends on wants Node 22, but for this one release of node-fetch.
  verdaccio: { package: "verdaccio", version: "6.8.0", program: "bin/verdaccio", overrides: { "node-fetch": "2.7.0" } },
  // The next major wants Node 22.
  "@line/bot-sdk": { package: "@line/bot-sdk", version: "10.8.0" },
  "discord-interactions": { package: "discord-interactions", version: "4.4.0" },
};

/**
 * Installs a tool unless it is there already.
 *
 * @param {string} name A key of TOOLS.
 * @returns {{ path: string, home: string, version: string, require: NodeJS.Require }} where its program is, the folder into which it was
 *   installed, and how to load it as a library
 */
export function installTool(name) {
  const tool = TOOLS[name];
  if (tool === undefined) throw new Error(`There is no tool ${name}.`);
  const home = join(folder, `${name.replace("/", "-")}-${tool.version}`);
  const installed = join(home, "node_modules", tool.package);
  if (!existsSync(join(installed, "package.json"))) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), JSON.stringify({ private: true, overrides: tool.overrides }));
    // No install script may run: the programs stand in the packages as they are.
    const args = ["install", "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
    const done = spawnSync("npm", [...args, `${tool.package}@${tool.version}`], {
      cwd: home,
      encoding: "utf8",
      shell: platform() === "win32",
    });
    if (done.status !== 0) throw new Error(`${tool.package}@${tool.version} could not be installed:\n${done.stderr}`);
  }
  const found = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")).version;
  if (found !== tool.version) throw new Error(`${tool.package} is ${found}, not ${tool.version}`);
  const require = createRequire(join(home, "package.json"));
  return { path: join(installed, tool.program ?? ""), home, version: tool.version, require };
}
