// @ts-check
/**
 * The commands of a fresh clone: `npm start`, `npm test`, `npm run test:system` and the like. Each needs Node and npm only: it
 * installs what the lockfile says with the pinned pnpm, builds, and then does its job.
 */
import path from "node:path";
import { Interrupted, run } from "./command.mjs";
import { install, isInstalled, toolEnvironment } from "./install.mjs";
import { npm } from "./npm.mjs";
import { step, StepFailure } from "./step.mjs";
import { root } from "./workspace.mjs";

/**
 * The programs that the other commands run, and the package to build for each: it and what it depends on. One without bundles the sources itself.
 *
 * @type {Record<string, { file: string, needs?: string }>}
 */
const programs = {
  start: { file: "apps/demo/dist/start.js", needs: "@ck/demo" },
  serve: { file: "apps/demo/dist/serve.js", needs: "@ck/demo" },
  worker: { file: "apps/demo/dist/worker.js", needs: "@ck/demo" },
  vectors: { file: "packages/signature/scripts/vectors.mjs", needs: "@ck/signature" },
  conformance: { file: "scripts/conformance.mjs" },
  "bench:http": { file: "bench/http.mjs", needs: "./packages/*" },
  "bench:signature": { file: "bench/signature.mjs", needs: "@ck/signature" },
  "bench:state": { file: "bench/state.mjs", needs: "@ck/redis" },
};

/**
 * What the test commands do after the install: scripts of the root package.json, in this order.
 *
 * @type {Record<string, readonly string[]>}
 */
const checks = {
  test: ["build", "typecheck", "lint", "format:check", "vitest", "pack:check"],
  "test:system": ["build", "vitest:system"],
};

const [command = "", ...args] = process.argv.slice(2);
try {
  const steps = Object.hasOwn(checks, command) ? checks[command] : undefined;
  if (steps !== undefined) await test(steps);
  else if (Object.hasOwn(programs, command)) {
    process.exitCode = await program(/** @type {{ file: string, needs?: string }} */ (programs[command]));
  } else {
    const names = [...Object.keys(checks), ...Object.keys(programs)].join("|");
    console.error(`Usage: node scripts/run.mjs ${names} [arguments]; there is no "${command}".`);
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof StepFailure || error instanceof Interrupted)) throw error;
  console.error(`ck: ${commandLine()} stopped: ${error.message}.`);
  process.exitCode = error.code;
}

/**
 * Runs one of the programs, which gets the arguments.
 *
 * @param {{ file: string, needs?: string }} of
 * @returns {Promise<number>} Its exit code.
 */
async function program({ file, needs }) {
  await setUp();
  if (needs !== undefined) await script("build", `--filter=${needs}...`);
  const { code } = await run([process.execPath, path.join(root, file), ...args], { show: true });
  return code;
}

/**
 * Runs every check; vitest shows its own output and gets the arguments.
 *
 * @param {readonly string[]} names
 */
async function test(names) {
  await setUp();
  for (const name of names) {
    if (!name.startsWith("vitest")) await script(name);
    else {
      console.error(`ck: ${name} …`);
      const { code } = await run(npm("run", "--silent", name, "--", ...args), {
        cwd: root,
        env: await toolEnvironment(),
        show: true,
      });
      if (code !== 0) throw new StepFailure(name, code);
    }
  }
  console.error(`ck: ${commandLine()} passed: ${names.join(", ")}.`);
}

/** The command as one types it. */
function commandLine() {
  return `npm ${["start", "test"].includes(command) ? "" : "run "}${command}`;
}

async function setUp() {
  if (!isInstalled()) await step("install", install);
}

/**
 * @param {string} name A script of the root package.json.
 * @param {string[]} flags For that script.
 */
async function script(name, ...flags) {
  const env = await toolEnvironment();
  await step(name, () => run(npm("run", "--silent", name, "--", ...flags), { cwd: root, env }));
}
