// @ts-check
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runOrThrow } from "./command.mjs";
import { npm } from "./npm.mjs";
import { readManifest, root, workspaceFolders } from "./workspace.mjs";

/** Where the last install is written down: what went into it, and the folder that holds the pinned pnpm. */
const recordFile = path.join(root, "node_modules/.ck/install.json");

/** Keeps the tools from phoning home, asking questions and announcing new versions. */
const quiet = {
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  NO_UPDATE_NOTIFIER: "1",
  npm_config_update_notifier: "false",
};

/**
 * Whether what is installed is what the lockfile and the package.json files ask for.
 *
 * @returns {boolean}
 */
export function isInstalled() {
  const record = readRecord();
  return record?.inputs === fingerprint() && existsSync(record.pnpmFolder);
}

/**
 * Installs the workspace as the lockfile says, with the pnpm that package.json pins; needs Node and npm only.
 *
 * @returns {Promise<void>}
 */
export async function install() {
  const pnpmFolder = await findPnpm();
  const pnpm = path.join(pnpmFolder, process.platform === "win32" ? "pnpm.cmd" : "pnpm");
  // Without CI=true pnpm asks before it replaces a node_modules folder, and there may be nobody to ask.
  const env = { ...withPnpm(pnpmFolder), CI: "true" };
  await runOrThrow([pnpm, "install", "--frozen-lockfile"], { cwd: root, env });
  mkdirSync(path.dirname(recordFile), { recursive: true });
  writeFileSync(recordFile, JSON.stringify({ inputs: fingerprint(), pnpmFolder }));
}

/**
 * The environment for the workspace's tools: the pinned pnpm comes first on the PATH (turbo starts tasks through it).
 *
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function toolEnvironment() {
  const recorded = readRecord()?.pnpmFolder;
  return withPnpm(recorded && existsSync(recorded) ? recorded : await findPnpm());
}

/**
 * npm fetches pnpm into its cache, once, and tells the folder by the PATH that it gives to a program.
 *
 * @returns {Promise<string>}
 */
async function findPnpm() {
  // A pin may end in a hash of the package (`pnpm@1.2.3+sha512.…`), which npm does not know.
  const pin = readManifest(root).packageManager?.split("+")[0];
  if (!pin?.startsWith("pnpm@")) throw new Error('The root package.json must pin pnpm in "packageManager".');
  const print = ["node", "-p", "process.env.PATH"];
  const stdout = await runOrThrow(npm("exec", "--yes", "--loglevel=error", `--package=${pin}`, "--", ...print), {
    cwd: root,
    env: { ...process.env, ...quiet },
  });
  const folder = stdout
    .trim()
    .split(path.delimiter)
    .find((candidate) => existsSync(path.join(candidate, "pnpm")));
  if (!folder) throw new Error(`npm did not bring ${pin}: there is no pnpm on the PATH that it gives to programs.`);
  return folder;
}

/** @param {string} folder */
function withPnpm(folder) {
  return { ...process.env, ...quiet, PATH: [folder, process.env.PATH].join(path.delimiter) };
}

/** @returns {{ inputs: string, pnpmFolder: string } | undefined} */
function readRecord() {
  return existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, "utf8")) : undefined;
}

/** A hash of all that decides what an install puts where. */
function fingerprint() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${root}`);
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml"].map((name) => path.join(root, name));
  for (const folder of workspaceFolders()) files.push(path.join(folder, "package.json"));
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}
