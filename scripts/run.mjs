// @ts-check
/**
 * The commands of a fresh clone: `npm start`, `npm test`, `npm run test:system` and the like. Each needs Node and npm only: it
 * installs what the lockfile says with the pinned pnpm, builds, and then does its job.
 */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { Interrupted, run } from "./command.mjs";
import { install, isInstalled } from "./install.mjs";
import { checkPorts, choosePorts, PortTaken } from "./ports.mjs";
import { secondsSince, step, StepFailure } from "./step.mjs";
import { task, tasksSideBySide } from "./tasks.mjs";
import { root } from "./workspace.mjs";

/**
 * @typedef {object} Program
 * @property {string} file
 * @property {readonly string[]} [args] Arguments that go before those of the command line.
 * @property {string} [needs] The package to build first, with all that it depends on. A program without bundles the sources itself.
 * @property {() => Promise<Record<string, string>>} [ports] Looks after its ports before the slow part of a start, and
 *   returns variables for its environment.
 */

const vitepress = "apps/docs/node_modules/vitepress/bin/vitepress.js";

/**
 * The programs that the other commands run.
 *
 * @type {Record<string, Program>}
 */
const programs = {
  start: { file: "apps/demo/dist/start.js", needs: "@ck/demo", ports: choosePorts },
  serve: { file: "apps/demo/dist/serve.js", needs: "@ck/demo", ports: checkPorts },
  worker: { file: "apps/demo/dist/worker.js", needs: "@ck/demo" },
  api: { file: "scripts/api.mjs", needs: "./packages/*" },
  vectors: { file: "packages/signature/scripts/vectors.mjs", needs: "@ck/signature" },
  conformance: { file: "scripts/conformance.mjs" },
  docs: { file: vitepress, args: ["build", "apps/docs"], needs: "@ck/playground" },
  "docs:dev": { file: vitepress, args: ["dev", "apps/docs"], needs: "@ck/playground" },
  "bench:http": { file: "bench/http.mjs", needs: "./packages/*" },
  "bench:signature": { file: "bench/signature.mjs", needs: "@ck/signature" },
  "bench:state": { file: "bench/state.mjs", needs: "@ck/redis" },
  soak: { file: "bench/soak.mjs", needs: "@ck/node" },
};

/**
 * What the other commands do after the install: tasks of turbo.json. Tests run on the sources, and some on what is built.
 *
 * @type {Record<string, (args: readonly string[]) => Parameters<typeof tasksSideBySide>[0]>}
 */
const checks = {
  build: () => [{ name: "build" }],
  "pack:check": () => [{ name: "pack:check" }],
  test: (args) => [
    { name: "build" },
    { name: "typecheck" },
    { name: "vitest", needs: ["build"], options: { show: true, args } },
    { name: "lint" },
    { name: "format:check" },
    { name: "pack:check", needs: ["build"] },
    { name: "api:check", needs: ["build"] },
  ],
  "test:system": (args) => [
    { name: "build" },
    { name: "vitest:system", needs: ["build"], options: { show: true, args } },
  ],
  "release:rehearse": (args) => [
    { name: "build" },
    { name: "vitest:rehearsal", needs: ["build"], options: { show: true, args } },
  ],
};

const [command = "", ...args] = process.argv.slice(2);
try {
  if (Object.hasOwn(checks, command)) await test(checks[command]?.(args) ?? []);
  else if (Object.hasOwn(programs, command)) {
    process.exitCode = await program(/** @type {Program} */ (programs[command]));
  } else {
    const names = [...Object.keys(checks), ...Object.keys(programs)].join("|");
    console.error(`Usage: node scripts/run.mjs ${names} [arguments]; there is no "${command}".`);
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof StepFailure || error instanceof Interrupted || error instanceof PortTaken)) throw error;
  console.error(`ck: ${commandLine()} stopped: ${error.message}.`);
  process.exitCode = error.code;
}

/**
 * Runs one of the programs, which gets the arguments.
 *
 * @param {Program} program
 * @returns {Promise<number>} Its exit code.
 */
async function program({ file, args: first = [], needs, ports }) {
  const env = { ...process.env, ...(await ports?.()) };
  await setUp();
  if (needs !== undefined) await task("build", { filter: `${needs}...` });
  const { code } = await run([process.execPath, path.join(root, file), ...first, ...args], { env, show: true });
  return code;
}

/** @param {Parameters<typeof tasksSideBySide>[0]} tasks */
async function test(tasks) {
  const from = performance.now();
  await setUp();
  await tasksSideBySide(tasks);
  console.error(`ck: ${commandLine()} passed: ${tasks.map(({ name }) => name).join(", ")} (${secondsSince(from)} s).`);
}

/** The command as one types it. */
function commandLine() {
  return `npm ${["start", "test"].includes(command) ? "" : "run "}${command}`;
}

async function setUp() {
  if (!isInstalled()) await step("install", install);
}
