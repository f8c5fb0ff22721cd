// @ts-check
/** Packs the package whose folder this is run in, and checks what its users would install. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "./command.mjs";
import { pack, readTarball } from "./pack.mjs";
import { root } from "./workspace.mjs";

/** Packages that promise to bring nothing else along. */
const alone = ["@ck/protocol", "@ck/signature"];

const temporary = mkdtempSync(path.join(tmpdir(), "ck-pack-"));
try {
  const tarball = await pack(process.cwd(), temporary);
  const files = readTarball(tarball);
  const faults = [...faultsOfFiles(files), ...faultsOfManifest(files), ...(await faultsFoundByTools(tarball, files))];
  for (const fault of faults) console.error(`pack:check: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`pack:check: ${files.size} files, as they should be.`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/**
 * @param {Map<string, string>} files
 * @returns {string[]}
 */
function faultsOfFiles(files) {
  const needed = ["package.json", "README.md", "LICENSE"];
  // `files` may name single files beside dist; test/shape.test.ts sees that they are exported.
  const allowed = [...needed, ...manifestIn(files).files];
  const sources = /\.map$|(?<!\.d)\.[cm]?tsx?$/;
  return [
    ...needed.filter((name) => !files.has(name)).map((name) => `${name} is missing from the tarball.`),
    ...[...files.keys()]
      .filter((name) => !allowed.includes(name) && (!name.startsWith("dist/") || sources.test(name)))
      .map((name) => `${name} does not belong in the tarball.`),
  ];
}

/**
 * @param {Map<string, string>} files
 * @returns {string[]}
 */
function faultsOfManifest(files) {
  const manifest = manifestIn(files);
  const faults = [];
  if (files.get("package.json")?.includes("workspace:"))
    faults.push("package.json still has a workspace: range, which no registry can resolve.");
  for (const key of /** @type {const} */ (["dependencies", "peerDependencies"])) {
    if (alone.includes(manifest.name) && manifest[key]) faults.push(`${manifest.name} must have no ${key}.`);
  }
  return faults;
}

/**
 * @param {Map<string, string>} files
 * @returns {import("./workspace.mjs").Manifest}
 */
function manifestIn(files) {
  return JSON.parse(files.get("package.json") ?? "{}");
}

/**
 * publint reads the manifest against the files; attw resolves the types in every way that TypeScript knows.
 *
 * @param {string} tarball
 * @param {Map<string, string>} files
 * @returns {Promise<string[]>}
 */
async function faultsFoundByTools(tarball, files) {
  const { exports } = manifestIn(files);
  // The resolution of TypeScript before 4.7 sees no code but that of ".".
  const profile = Object.entries(exports).every(([entry, target]) => entry === "." || typeof target === "string")
    ? "strict"
    : "node16";
  const commands = [
    ["publint", "run", tarball, "--strict"],
    ["attw", tarball, "--profile", profile, "--no-definitely-typed", "--no-emoji"],
  ];
  const faults = [];
  for (const [tool = "", ...args] of commands) {
    const { code, output } = await run([path.join(root, "node_modules/.bin", tool), ...args], { timeoutMs: 120_000 });
    if (code !== 0) faults.push(`${tool} failed:\n${output.trimEnd()}`);
  }
  return faults;
}
