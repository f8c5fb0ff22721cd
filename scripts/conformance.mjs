// @ts-check
/**
 * Runs the conformance suite for every adapter on every runtime, and prints a table: a row per adapter, a column per
 * runtime. The exit code is 1 if a case failed or did not run.
 *
 * A package takes part with `test/adapters.ts`, which exports `adapters`. For other runtimes it has `test/host.ts`, which
 * exports `host`, made by `conformanceHost`, and `about(runtime)`, which describes the adapter there.
 *
 * A package whose core runs everywhere takes part with `test/portable.ts`, which imports the tests to run there.
 *
 * `--only=node-22,bun` selects runtimes, `--packages=koa,node` packages. `--json=FILE` writes the results as vitest writes
 * its own, for scripts/test-totals.mjs.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { findChromium, runInChromium } from "./chromium.mjs";
import { Interrupted, run } from "./command.mjs";
import { bundleHost, bundlePortable, bundleRemote, bundleSuite } from "./conformance/bundle.mjs";
import { commands, startHost } from "./conformance/start-host.mjs";
import { secondsSince } from "./step.mjs";
import { installTool } from "./tools.mjs";
import { publishedFolders, root } from "./workspace.mjs";

/** @typedef {import("./conformance/program.mjs").Result} Result */
/** @typedef {{ runtime: string, folder: string, results: Result[], error?: string }} Cell The results of one package's adapters on one runtime. */

const nodes = ["node-20", "node-22", "node-24", "node-26"];
const others = /** @type {const} */ (["bun", "deno", "workerd"]);
const all = [...nodes, ...others, "chromium"];
const TIMEOUT_MS = 120_000;

const { values } = parseArgs({
  options: { only: { type: "string" }, packages: { type: "string" }, json: { type: "string" } },
});
const picked = values.only?.split(",") ?? all;
const unknown = picked.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`There is no runtime ${unknown.join(", ")}. Use ${all.join(", ")}.`);
// The template is tested too: others copy it together with its tests.
const folders = [...publishedFolders(), path.join(root, "templates/adapter")].filter(
  (folder) => values.packages === undefined || values.packages.split(",").includes(path.basename(folder)),
);

const started = performance.now();
/** @type {(() => Promise<Cell | undefined>)[]} */
const jobs = folders.flatMap((folder) => [
  ...nodes.filter((name) => picked.includes(name)).map((name) => () => runOnNode(folder, name)),
  ...others.filter((name) => picked.includes(name)).map((name) => () => runOnRuntime(folder, name)),
  ...all.filter((name) => picked.includes(name)).map((name) => () => runPortable(folder, name)),
]);
/** @type {Cell[]} */
const cells = [];
try {
  await Promise.all([work(), work()]);
  report();
} catch (error) {
  if (!(error instanceof Interrupted)) throw error;
  console.error(`ck: conformance ${error.message}.`);
  process.exitCode = error.code;
  // So that the other worker starts no further job.
  jobs.length = 0;
}

/** Two of these run at a time: a suite waits more than it computes. */
async function work() {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const from = performance.now();
    const cell = await job();
    if (cell === undefined) continue;
    cells.push(cell);
    const failed = cell.results.reduce((sum, result) => sum + result.failed.length, 0);
    const outcome = cell.error ?? (failed === 0 ? "passed" : `${failed} failed`);
    console.error(`ck: ${path.basename(cell.folder)} on ${cell.runtime}: ${outcome} (${secondsSince(from)} s)`);
  }
}

/**
 * @param {string} folder
 * @param {string} runtime
 * @returns {Promise<Cell | undefined>}
 */
async function runOnNode(folder, runtime) {
  return fill(folder, runtime, async () => {
    const program = await bundleSuite(folder);
    return program === undefined ? undefined : run([installTool(runtime).path, program], { timeoutMs: TIMEOUT_MS });
  });
}

/**
 * @param {string} folder
 * @param {(typeof others)[number]} runtime
 * @returns {Promise<Cell | undefined>}
 */
async function runOnRuntime(folder, runtime) {
  return fill(folder, runtime, async () => {
    const program = await bundleHost(folder, runtime);
    if (program === undefined) return undefined;
    const remote = await bundleRemote(folder);
    const host = await startHost(runtime, program);
    try {
      return await run([process.execPath, remote, runtime, host.origin], { timeoutMs: TIMEOUT_MS });
    } finally {
      await host.close();
    }
  });
}

/**
 * @param {string} folder
 * @param {string} runtime
 * @returns {Promise<Cell | undefined>}
 */
async function runPortable(folder, runtime) {
  if (runtime === "workerd") return undefined;
  const suite = `${path.basename(folder)}, core`;
  if (runtime !== "chromium")
    return fill(folder, runtime, async () => {
      const program = await bundlePortable(folder, suite, "program");
      const command = runtime === "bun" || runtime === "deno" ? commands[runtime]() : [installTool(runtime).path];
      return program === undefined ? undefined : run([...command, program], { timeoutMs: TIMEOUT_MS });
    });
  const page = await bundlePortable(folder, suite, "page");
  if (page === undefined) return undefined;
  const chromium = findChromium();
  if (chromium === undefined && process.env["CI"] === undefined) {
    console.error("ck: there is no Chromium: apt-get install chromium, or set CHROMIUM");
    return undefined;
  }
  return fill(folder, runtime, async () => {
    if (chromium === undefined) throw new Error("there is no Chromium");
    const results = await runInChromium(chromium, page);
    return { code: 0, output: "", stdout: JSON.stringify(results) };
  });
}

/**
 * @param {string} folder
 * @param {string} runtime
 * @param {() => Promise<{ code: number, output: string, stdout: string } | undefined>} job
 * @returns {Promise<Cell | undefined>}
 */
async function fill(folder, runtime, job) {
  try {
    const ended = await job();
    if (ended === undefined) return undefined;
    if (ended.code !== 0) throw new Error(`exit code ${ended.code}\n${ended.output.slice(-2_000)}`);
    return { folder, runtime, results: JSON.parse(ended.stdout.trim().split("\n").at(-1) ?? "") };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return { folder, runtime, results: [], error: `did not run: ${error instanceof Error ? error.message : error}` };
  }
}

function report() {
  const results = cells.flatMap(({ runtime, results }) => results.map((result) => ({ runtime, ...result })));
  for (const { runtime, adapter, failed } of results)
    for (const { name, message } of failed)
      console.log(`FAILED  ${adapter} on ${runtime}: ${name}\n        ${message.split("\n")[0]}`);
  for (const line of gapLines(results)) console.log(line);

  const columns = all.filter((name) => cells.some(({ runtime }) => runtime === name));
  const adapters = [...new Set(results.map(({ adapter }) => adapter))].sort();
  const width = Math.max(...adapters.map((name) => name.length), 8) + 2;
  console.log(["".padEnd(width), ...columns.map((name) => name.padEnd(10))].join(""));
  for (const adapter of adapters) {
    const row = columns.map((column) => {
      const found = results.find((result) => result.adapter === adapter && result.runtime === column);
      if (found === undefined) return "";
      return `${found.passed}/${found.passed + found.failed.length}`;
    });
    console.log([adapter.padEnd(width), ...row.map((text) => text.padEnd(10))].join(""));
  }

  const broken = cells.filter(({ error }) => error !== undefined);
  for (const { folder, runtime, error } of broken)
    console.log(`FAILED  ${path.basename(folder)} on ${runtime} ${error}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed.length, 0) + broken.length;
  const left = results.reduce((sum, result) => sum + result.gaps.length, 0);
  console.log(
    `conformance: ${passed} passed, ${failed} failed, ${left} left out; ${adapters.length} adapters, ${columns.length} runtimes, ${secondsSince(started)} s`,
  );
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(asVitest()));
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/**
 * The cases that were left out, with one line per reason.
 *
 * @param {(Result & { runtime: string })[]} results
 * @returns {string[]}
 */
function gapLines(results) {
  /** @type {Map<string, { names: Set<string>, where: Set<string> }>} */
  const reasons = new Map();
  for (const { adapter, runtime, gaps } of results) {
    for (const { name, why } of gaps) {
      const { names, where } = reasons.get(why) ?? { names: new Set(), where: new Set() };
      reasons.set(why, {
        names: names.add(name),
        where: where.add(nodes.includes(runtime) ? adapter : `${adapter} on ${runtime}`),
      });
    }
  }
  return [...reasons].map(([why, { names, where }]) => {
    const cases = names.size === 1 ? "1 case" : `${names.size} cases`;
    return `left out  ${[...where].sort().join(", ")}: ${cases}. ${why}`;
  });
}

/** The results in the form of vitest's JSON report: one "file" a package and runtime. */
function asVitest() {
  return {
    testResults: cells.map(({ folder, runtime, results, error }) => ({
      name: path.join(folder, `conformance on ${runtime}`),
      status: error === undefined && results.every(({ failed }) => failed.length === 0) ? "passed" : "failed",
      assertionResults: results.flatMap(({ adapter, passed, failed }) => [
        ...Array.from({ length: passed }, (_, index) => ({ status: "passed", fullName: `${adapter} ${index + 1}` })),
        ...failed.map(({ name }) => ({ status: "failed", fullName: `${adapter} ${name}` })),
      ]),
    })),
  };
}
