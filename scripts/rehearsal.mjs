// @ts-check
/**
 * A release on this machine: versions the packages in a copy of the tree, and publishes them to a registry on loopback, from
 * which npm installs them by their names.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { runOrThrow } from "./command.mjs";
import { toolEnvironment } from "./install.mjs";
import { npm } from "./npm.mjs";
import { installTool } from "./tools.mjs";
import { publishedFolders, readManifest, root } from "./workspace.mjs";

const minutes = 60_000;

/**
 * @typedef {object} Rehearsal
 * @property {string} npmrc The settings with which npm installs our packages from the registry on loopback, and all others
 *   from where it always does.
 * @property {Record<string, string>} versions What was published.
 * @property {() => Promise<void>} close Ends the registry.
 */

/**
 * @typedef {object} ForTests What the tests get: see `ProvidedContext` in test/rehearsal/stranger.ts.
 * @property {string} npmrc
 * @property {unknown} versions
 * @property {string} npmCache
 * @property {Record<string, string>} nodes
 */

/**
 * Publishes the packages before the first test of the rehearsal, and ends the registry after the last: vitest's global setup.
 *
 * @param {{ provide: (key: "rehearsal", value: ForTests) => void }} project
 * @returns {Promise<() => Promise<void>>}
 */
export async function setup(project) {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-rehearsal-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const { npmrc, versions, close } = await publishOnLoopback(folder);
    // What one test has downloaded, no other has to; and nothing of it stays on this machine.
    project.provide("rehearsal", { npmrc, versions, npmCache: path.join(folder, "npm-cache"), nodes: otherNodes() });
    return async () => {
      await close();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The folder of each supported Node but the one that runs this, by its major version. */
function otherNodes() {
  const here = process.versions.node.split(".")[0];
  const others = ["20", "22", "24", "26"].filter((version) => version !== here);
  return Object.fromEntries(others.map((version) => [version, path.dirname(installTool(`node-${version}`).path)]));
}

/**
 * Publishes what a release of this tree would, as it is built.
 *
 * @param {string} folder An empty folder, for the copy, the registry and npm's settings.
 * @returns {Promise<Rehearsal>}
 */
async function publishOnLoopback(folder) {
  const registry = await startRegistry(path.join(folder, "registry"));
  try {
    const npmrc = path.join(folder, "npmrc");
    writeFileSync(npmrc, await settings(registry.url));
    const copy = path.join(folder, "copy");
    copyTree(copy);
    const changeset = [process.execPath, path.join(root, "node_modules/@changesets/cli/bin.js")];
    const env = withoutNpmSettings(await toolEnvironment());
    await makeRepository(copy);
    await runOrThrow([...changeset, "version"], { cwd: copy, env, timeoutMs: minutes });
    await buildAgain(copy, env);
    const publisher = await publishingEnvironment(env, { folder, copy, url: registry.url });
    await runOrThrow([...changeset, "publish", "--no-git-tag"], { cwd: copy, env: publisher, timeoutMs: 4 * minutes });
    const manifests = packagesIn(copy).map(readManifest);
    return {
      npmrc,
      versions: Object.fromEntries(manifests.map(({ name, version }) => [name, version])),
      close: registry.close,
    };
  } catch (error) {
    await registry.close();
    throw error;
  }
}

/**
 * The environment in which packages are published: it knows the registry on loopback and no other, whatever npm was told on this
 * machine. That is made sure of, because what a registry has accepted cannot be taken back.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {{ folder: string, copy: string, url: string }} to
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function publishingEnvironment(env, { folder, copy, url }) {
  const file = path.join(folder, "npmrc-to-publish");
  const token = `${url.replace("http:", "")}/:_authToken=rehearsal`;
  const lines = [`registry=${url}/`, `@ck:registry=${url}/`, token, "provenance=false", ""].join("\n");
  writeFileSync(file, lines);
  // The workspace's own settings come before those of the user.
  writeFileSync(path.join(copy, ".npmrc"), lines);
  const publisher = {
    ...env,
    CI: "true",
    NPM_CONFIG_USERCONFIG: file,
    NPM_CONFIG_GLOBALCONFIG: path.join(folder, "npmrc-global"),
    NPM_CONFIG_REGISTRY: `${url}/`,
  };
  for (const program of ["npm", "pnpm"]) {
    for (const key of ["registry", "@ck:registry"]) {
      const found = (await runOrThrow([program, "config", "get", key], { cwd: copy, env: publisher })).trim();
      if (found.replace(/\/$/, "") !== url)
        throw new Error(`${program} would publish to another ${key} than the one on loopback.`);
    }
  }
  return publisher;
}

/**
 * npm hands its settings to what it runs, in variables that come before every file.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutNpmSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm|pnpm)_/i.test(name)));
}

/**
 * Starts Verdaccio on a free port, with nothing in it and no way to another registry.
 *
 * @param {string} folder
 */
async function startRegistry(folder) {
  const { path: program } = installTool("verdaccio");
  mkdirSync(folder);
  const config = {
    storage: path.join(folder, "storage"),
    packages: { "**": { access: "$all", publish: "$all" } },
    auth: { htpasswd: { file: path.join(folder, "htpasswd"), max_users: -1 } },
    max_body_size: "50mb",
    log: { type: "stdout", format: "json", level: "warn" },
  };
  const file = path.join(folder, "config.yaml"); // JSON is YAML
  writeFileSync(file, JSON.stringify(config));
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [program, "--config", file, "--listen", url], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => (output += text));
  const ended = once(child, "close").then(() => true);
  while (
    !(await fetch(`${url}/-/ping`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    const hasEnded = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100, false))]);
    if (hasEnded) throw new Error(`The registry did not start:\n${output}`);
  }
  return {
    url,
    close: async () => {
      child.kill();
      await ended;
    },
  };
}

/** @returns {Promise<number>} */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, "close");
  return port;
}

/**
 * npm's own settings, and where our packages are.
 *
 * @param {string} url
 */
async function settings(url) {
  const get = async (/** @type {string} */ key) => (await runOrThrow(npm("config", "get", key), { cwd: root })).trim();
  const [registry, userconfig] = await Promise.all([get("registry"), get("userconfig")]);
  const own = existsSync(userconfig) ? readFileSync(userconfig, "utf8") : "";
  const lines = [`registry=${registry}`, `@ck:registry=${url}`, `${url.replace("http:", "")}/:_authToken=rehearsal`];
  return [own, ...lines, "audit=false", "fund=false", "update-notifier=false", ""].join("\n");
}

/**
 * Copies what a release is made of: the packages as they are built, and the changesets.
 *
 * @param {string} copy
 */
function copyTree(copy) {
  const leftOut = new Set(["node_modules", "test", ".turbo"]);
  const filter = (/** @type {string} */ from) =>
    !leftOut.has(path.basename(from)) && !path.basename(from).startsWith(".program-");
  const names = [
    ".changeset",
    "apps",
    "templates",
    "packages",
    "LICENSE",
    "package.json",
    "pnpm-workspace.yaml",
    "tsup.config.ts",
    "tsconfig.base.json",
  ];
  for (const name of names) {
    const wholly = name === "packages" || !existsSync(path.join(root, name, "demo"));
    cpSync(path.join(root, name), path.join(copy, name), {
      recursive: true,
      filter: wholly ? filter : (from) => filter(from) && !/\/(src|dist)$/.test(from),
    });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  // pnpm reads the version of a package of ours where it is installed.
  for (const folder of packagesIn(copy)) {
    const { dependencies = {}, devDependencies = {} } = readManifest(folder);
    for (const name of Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name.startsWith("@ck/"))) {
      mkdirSync(path.join(folder, "node_modules/@ck"), { recursive: true });
      symlinkSync(path.join(copy, "packages", name.replace("@ck/", "")), path.join(folder, "node_modules", name));
    }
  }
}

/** @param {string} copy */
function packagesIn(copy) {
  return publishedFolders().map((folder) => path.join(copy, path.relative(root, folder)));
}

/**
 * The changelogs name commits, so there has to be one.
 *
 * @param {string} copy
 */
async function makeRepository(copy) {
  writeFileSync(path.join(copy, ".gitignore"), "node_modules\ndist\n");
  const identity = ["-c", "user.name=ck", "-c", "user.email=ck@localhost", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "."],
    [...identity, "commit", "--quiet", "--message=Release"],
  ])
    await runOrThrow(["git", ...args], { cwd: copy, timeoutMs: minutes });
}

/**
 * Builds the programs again that print their version, which has just changed. Their types stay.
 *
 * @param {string} copy
 * @param {NodeJS.ProcessEnv} env
 */
async function buildAgain(copy, env) {
  for (const folder of packagesIn(copy).filter(readsItsVersion)) {
    const dist = path.join(folder, "dist");
    renameSync(dist, `${dist}-before`);
    const command = (readManifest(folder).scripts?.["build"] ?? "").split(" ");
    const tsup = path.join(root, "node_modules/tsup/dist/cli-default.js");
    await runOrThrow([process.execPath, tsup, ...command.slice(1), "--no-dts"], {
      cwd: folder,
      env,
      timeoutMs: minutes,
    });
    for (const name of readdirSync(`${dist}-before`).filter((name) => /\.d\.c?ts$/.test(name)))
      renameSync(path.join(`${dist}-before`, name), path.join(dist, name));
  }
}

/** @param {string} folder */
function readsItsVersion(folder) {
  const source = path.join(folder, "src");
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .some((name) =>
      /^import \{ version \} from ".*package\.json"/m.test(readFileSync(path.join(source, name), "utf8")),
    );
}
