// @ts-check
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "../workspace.mjs";

const require = createRequire(path.join(root, "packages/testing/package.json"));
/** @type {{ build: (options: object) => Promise<unknown> }} */
const esbuild = require("esbuild");

/** The code around a package's `test/host.ts` on each runtime. It prints the URL that it listens on. */
const hosts = {
  bun: `const { url } = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: host });
console.log(url.href);`,
  deno: `Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log("http://127.0.0.1:" + port) }, host);`,
  workerd: `export default { fetch: (request) => host(request) };`,
};

/** @typedef {keyof typeof hosts} Runtime */

/**
 * Bundles the program that runs the suite for the adapters in a package's `test/adapters.ts`, on any Node.
 *
 * @param {string} folder The package's.
 * @returns {Promise<string | undefined>} The file, or `undefined` if the package has no adapters.
 */
export async function bundleSuite(folder) {
  if (!existsSync(path.join(folder, "test/adapters.ts"))) return undefined;
  return bundle(folder, "suite", {
    platform: "node",
    // Frameworks stay external. Our own packages come from their sources, through the paths of tsconfig.base.json.
    packages: "external",
    contents: `import { adapters } from "./test/adapters.ts";
import { runSuite } from ${JSON.stringify(path.join(root, "scripts/conformance/program.mjs"))};
console.log(JSON.stringify(await runSuite(adapters)));
process.exit();`,
  });
}

/**
 * Bundles the program that serves the `host` of a package's `test/host.ts` in another runtime.
 *
 * @param {string} folder The package's.
 * @param {Runtime} runtime
 * @returns {Promise<string | undefined>} The file, or `undefined` if the package has no host.
 */
export async function bundleHost(folder, runtime) {
  if (!existsSync(path.join(folder, "test/host.ts"))) return undefined;
  const contents = `import { host } from "./test/host.ts";\n${hosts[runtime]}`;
  return bundle(folder, runtime, { platform: "neutral", external: ["node:*"], contents });
}

/**
 * Bundles the program that runs the suite against a host, on this Node.
 *
 * @param {string} folder The package's.
 * @returns {Promise<string>} The file. Its arguments are the runtime and the origin.
 */
export function bundleRemote(folder) {
  return bundle(folder, "remote", {
    platform: "node",
    contents: `import { remoteAdapter } from "@ck/testing";
import { about } from "./test/host.ts";
import { runSuite } from ${JSON.stringify(path.join(root, "scripts/conformance/program.mjs"))};
const [, , runtime, origin] = process.argv;
console.log(JSON.stringify(await runSuite([remoteAdapter(origin, about(runtime))])));
process.exit();`,
  });
}

/**
 * Bundles the tests in a package's `test/portable.ts`, for a runtime that has no test runner.
 *
 * @param {string} folder The package's.
 * @param {string} suite What is tested.
 * @param {"program" | "page"} as A program prints the results; a page assigns the function that gives them to `main`.
 * @returns {Promise<string | undefined>} The file, or `undefined` if the package has no such tests.
 */
export async function bundlePortable(folder, suite, as) {
  if (!existsSync(path.join(folder, "test/portable.ts"))) return undefined;
  const vitest = path.join(root, "scripts/conformance/portable-vitest.mjs");
  const run = `runTests(${JSON.stringify(suite)})`;
  return bundle(folder, `portable-${as}`, {
    platform: "browser",
    // A package says of itself that its modules do nothing when they are imported; its tests do.
    ignoreAnnotations: true,
    alias: { vitest },
    contents: `import "./test/portable.ts";
import { runTests } from "vitest";
${as === "page" ? `globalThis.main = () => ${run};` : `console.log(JSON.stringify(await ${run}));`}`,
  });
}

/**
 * The bundles of this run: several runtimes run the same file, which must not change below them.
 *
 * @type {Map<string, Promise<string>>}
 */
const bundles = new Map();

/**
 * @param {string} folder
 * @param {string} name
 * @param {{ contents: string } & Record<string, unknown>} options
 * @returns {Promise<string>}
 */
function bundle(folder, name, options) {
  // Inside the package, so that its frameworks can be resolved.
  const outfile = path.join(folder, "node_modules/.cache/conformance", `${name}.mjs`);
  const bundled = bundles.get(outfile) ?? write(folder, outfile, options);
  bundles.set(outfile, bundled);
  return bundled;
}

/**
 * @param {string} folder
 * @param {string} outfile
 * @param {{ contents: string } & Record<string, unknown>} options
 * @returns {Promise<string>}
 */
async function write(folder, outfile, { contents, ...options }) {
  mkdirSync(path.dirname(outfile), { recursive: true });
  await esbuild.build({
    stdin: { contents, resolveDir: folder, sourcefile: path.basename(outfile), loader: "js" },
    tsconfig: path.join(root, "tsconfig.base.json"),
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    outfile,
    ...options,
  });
  return outfile;
}
