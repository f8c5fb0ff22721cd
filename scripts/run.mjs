// @ts-check
/**
 * The two commands of a fresh clone, `npm start` and `npm test`, and `npm run serve`. Each needs Node and npm only: it
 * installs what the lockfile says with the pinned pnpm, builds, and then does its job.
 */
import path from "node:path";
import { Interrupted, run } from "./command.mjs";
import { install, isInstalled, toolEnvironment } from "./install.mjs";
import { npm } from "./npm.mjs";
import { step, StepFailure } from "./step.mjs";
import { root } from "./workspace.mjs";

/** What `npm test` does after the install: scripts of the root package.json, in this order. */
const checks = ["build", "typecheck", "lint", "format:check", "vitest", "pack:check"];

const [command = "", ...args] = process.argv.slice(2);
try {
  if (command === "test") await test();
  else if (command === "start" || command === "serve") process.exitCode = await demo(command);
  else {
    console.error(`Usage: node scripts/run.mjs start|serve|test [arguments]; there is no "${command}".`);
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof StepFailure || error instanceof Interrupted)) throw error;
  console.error(`ck: npm ${command === "serve" ? "run serve" : command} stopped: ${error.message}.`);
  process.exitCode = error.code;
}

/**
 * Runs the demo, which gets the arguments.
 *
 * @param {"start" | "serve"} entry
 * @returns {Promise<number>} Its exit code.
 */
async function demo(entry) {
  await setUp();
  // The demo and what it depends on, which is quicker than all.
  await script("build", "--filter=@ck/demo...");
  const { code } = await run([process.execPath, path.join(root, "apps/demo/dist", `${entry}.js`), ...args], {
    show: true,
  });
  return code;
}

/** Runs every check; vitest shows its own output and gets the arguments. */
async function test() {
  await setUp();
  for (const name of checks) {
    if (name !== "vitest") await script(name);
    else {
      console.error("ck: vitest …");
      const { code } = await run(npm("run", "--silent", name, "--", ...args), {
        cwd: root,
        env: await toolEnvironment(),
        show: true,
      });
      if (code !== 0) throw new StepFailure(name, code);
    }
  }
  console.error(`ck: npm test passed: ${checks.join(", ")}.`);
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
