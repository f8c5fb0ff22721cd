// @ts-check
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, transformWithOxc } from "vite";

const bootstrapFile = fileURLToPath(new URL("src/runner/bootstrap.ts", import.meta.url));

/**
 * Adds `sandbox.html` to the build: the frame of opaque origin that the bot's code runs in. It is one file that loads
 * nothing, so its policy can forbid everything but what it holds: no network, no other script, no frame.
 *
 * @param {{ entry: string, alias: import("vite").AliasOptions }} options `entry` is the program of the worker.
 * @returns {import("vite").Plugin}
 */
export function sandboxPage({ entry, alias }) {
  return {
    name: "ck-sandbox-page",
    async generateBundle() {
      const worker = await bundle(entry, alias);
      const source = readFileSync(bootstrapFile, "utf8");
      const { code } = await transformWithOxc(source, bootstrapFile);
      const bootstrap = code.trim();
      const hash = createHash("sha256").update(bootstrap).digest("base64");
      // A worker inherits the policy of the frame, so this is what the bot's code may do.
      const policy = `default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval' blob:; worker-src blob:`;
      this.emitFile({
        type: "asset",
        fileName: "sandbox.html",
        source: `<!doctype html>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<title>Where the bot of the playground runs</title>
<script type="text/plain" id="worker">${escaped(worker)}</script>
<script>${bootstrap}</script>
`,
      });
    },
  };
}

/**
 * @param {string} entry
 * @param {import("vite").AliasOptions} alias
 * @returns {Promise<string>}
 */
async function bundle(entry, alias) {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias },
    build: {
      write: false,
      target: ["chrome123", "firefox120", "safari17.5"],
      rolldownOptions: { input: entry, output: { format: "iife" } },
    },
  });
  const [{ output } = { output: [] }] = /** @type {import("vite").Rolldown.RolldownOutput[]} */ ([built].flat());
  const [program, ...more] = output;
  if (more.length > 0) throw new Error("The program of the worker must be one file.");
  return program.code;
}

/**
 * What would end the element that holds a script, or change how its end is found, can only stand in strings, regular
 * expressions and comments; there a backslash changes nothing.
 *
 * @param {string} script
 */
function escaped(script) {
  return script.replaceAll(/<(?=\/script|!--|script)/gi, "\\x3c");
}
