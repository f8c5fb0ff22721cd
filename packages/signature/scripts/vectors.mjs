// Runs every vector in every runtime with the built package, and prints one table. `--only=bun,deno` selects runtimes, `--few` leaves out
// the primality tests that take minutes in runtimes without one of their own.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { findChromium, runInChromium } from "../../../scripts/chromium.mjs";
import { installTool } from "../../../scripts/tools.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const work = join(root, "node_modules/.cache/vectors");
const few = process.argv.includes("--few");
const only = process.argv
  .find((argument) => argument.startsWith("--only="))
  ?.slice("--only=".length)
  .split(",");

/** Bundles the suite, the fixtures and the built package into one file. */
async function bundle() {
  if (!existsSync(join(root, "dist/index.js")))
    throw new Error("Build the package first: pnpm --filter @ck/signature build");
  mkdirSync(work, { recursive: true });
  const fixtures = join(root, "test/fixtures");
  const files = readdirSync(fixtures).filter((name) => name.endsWith(".json"));
  const content = Object.fromEntries(
    files.map((name) => [basename(name, ".json"), JSON.parse(readFileSync(join(fixtures, name), "utf8"))]),
  );
  writeFileSync(join(work, "fixtures.json"), JSON.stringify(content));
  const from = (path) => JSON.stringify(join(root, path));
  writeFileSync(
    join(work, "suite.ts"),
    `import * as library from ${from("dist/index.js")};
import { signWithNonce } from ${from("test/vectors/sign-with-nonce.ts")};
import { runVectors } from ${from("test/vectors/suite.ts")};
import fixtures from "./fixtures.json";
export async function run(options) {
  const started = Date.now();
  const reports = await runVectors({ ...library, signWithNonce }, fixtures, options);
  return { engine: library.engineName(), reports, ms: Date.now() - started };
}
`,
  );
  writeFileSync(
    join(work, "program.ts"),
    `import { run } from "./suite";\nconsole.log(JSON.stringify(await run(JSON.parse(process.argv[2]))));\n`,
  );
  writeFileSync(
    join(work, "worker.ts"),
    `import { run } from "./suite";\nexport default { async fetch(request) { return Response.json(await run(await request.json())); } };\n`,
  );
  writeFileSync(join(work, "page.ts"), `import { run } from "./suite";\nglobalThis.main = run;\n`);
  await build({
    config: false,
    entry: ["program", "worker", "page"].map((name) => join(work, `${name}.ts`)),
    outDir: join(work, "out"),
    format: "esm",
    platform: "neutral",
    target: "es2022",
    noExternal: [/.*/],
    splitting: false,
    silent: true,
    outExtension: () => ({ js: ".mjs" }),
  });
}

/** Runs the program in a runtime of its own process. */
function inProcess(command, args = []) {
  return async (options) => {
    const child = spawn(command, [...args, join(work, "out/program.mjs"), JSON.stringify(options)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [output, errors] = [[], []];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => errors.push(chunk));
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    if (code !== 0) throw new Error(Buffer.concat(errors).toString().slice(0, 2_000));
    return JSON.parse(Buffer.concat(output).toString());
  };
}

/** Runs the worker in workerd, with or without its imitation of Node. */
function inWorkerd(flags) {
  return async (options) => {
    const { Miniflare } = installTool("miniflare").require("miniflare");
    const script = readFileSync(join(work, "out/worker.mjs"), "utf8");
    const worker = new Miniflare({ modules: true, script, compatibilityDate: "2026-07-01", compatibilityFlags: flags });
    try {
      const response = await worker.dispatchFetch("http://localhost/", {
        method: "POST",
        body: JSON.stringify(options),
      });
      if (!response.ok) throw new Error((await response.text()).slice(0, 2_000));
      return await response.json();
    } finally {
      await worker.dispose();
    }
  };
}

/** Runs the page in Chromium. */
async function inChromium(options) {
  const chromium = findChromium();
  if (chromium === undefined) return { skipped: "no Chromium: apt-get install chromium, or set CHROMIUM" };
  return runInChromium(chromium, join(work, "out/page.mjs"), options);
}

const node = (name) => async (options) => inProcess(installTool(name).path)(options);
const all = { engines: ["node", "wasm", "portable"] };
const ours = { engines: ["wasm", "portable"] };
const runtimes = [
  { name: "Node 20", key: "node-20", run: node("node-20"), options: all },
  { name: "Node 22", key: "node-22", run: node("node-22"), options: all },
  { name: "Node 24", key: "node-24", run: node("node-24"), options: all },
  { name: "Node 26", key: "node-26", run: node("node-26"), options: all },
  {
    name: "Bun",
    key: "bun",
    run: async (options) => inProcess(installTool("bun").path, ["run"])(options),
    options: ours,
  },
  {
    name: "Deno",
    key: "deno",
    run: async (options) =>
      inProcess(installTool("deno").path, ["run", "--quiet", "--no-remote", "--no-config"])(options),
    options: ours,
  },
  // It compiles no WebAssembly at run time.
  { name: "workerd", key: "workerd", run: inWorkerd([]), options: {} },
  { name: "workerd, nodejs_compat", key: "workerd-node", run: inWorkerd(["nodejs_compat"]), options: {} },
  { name: "Chromium", key: "chromium", run: inChromium, options: ours },
];

await bundle();
const rows = [];
let failed = false;
for (const { name, key, run, options } of runtimes) {
  if (only !== undefined && !only.includes(key)) continue;
  let row;
  try {
    const result = await run({ ...options, primes: few ? "few" : "all" });
    if (result.skipped !== undefined) {
      row = { runtime: name, engine: "-", cases: 0, wrong: `skipped: ${result.skipped}`, seconds: 0 };
      // Where everything is meant to be there, a runtime that is not is a failure.
      failed ||= process.env.CI !== undefined;
    } else {
      const wrong = result.reports.flatMap((report) => report.wrong.map((what) => `${report.file}: ${what}`));
      for (const what of wrong.slice(0, 20)) console.error(`${name}: ${what}`);
      failed ||= wrong.length > 0;
      const cases = result.reports.reduce((sum, report) => sum + report.cases, 0);
      row = {
        runtime: name,
        engine: (options.engines ?? [result.engine]).join(" + "),
        cases,
        wrong: wrong.length,
        seconds: Math.round(result.ms / 1_000),
      };
    }
  } catch (error) {
    failed = true;
    row = {
      runtime: name,
      engine: "-",
      cases: 0,
      wrong: `did not run: ${String(error?.message ?? error).split("\n")[0]}`,
      seconds: 0,
    };
    console.error(`${name}: ${error?.stack ?? error}`);
  }
  rows.push(row);
  console.error(`${row.runtime}: ${row.cases} cases, wrong: ${row.wrong}, ${row.seconds} s`);
}
console.table(rows);
process.exitCode = failed ? 1 : 0;
