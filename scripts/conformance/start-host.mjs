// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { installTool } from "../tools.mjs";

/** @typedef {{ origin: string, close: () => Promise<unknown> }} Host A server in another runtime. */

/** How a runtime of its own process runs a program. */
export const commands = {
  bun: () => [installTool("bun").path, "run"],
  deno: () => [installTool("deno").path, "run", "--quiet", "--no-remote", "--no-config", "--allow-net", "--allow-env"],
};

/**
 * Starts the program of `bundleHost`.
 *
 * @param {"bun" | "deno" | "workerd"} runtime
 * @param {string} program
 * @returns {Promise<Host>}
 */
export function startHost(runtime, program) {
  return runtime === "workerd" ? startWorkerd(program) : startProgram([...commands[runtime](), program]);
}

/**
 * @param {string} program
 * @returns {Promise<Host>}
 */
async function startWorkerd(program) {
  const { Miniflare } = installTool("miniflare").require("miniflare");
  const worker = new Miniflare({
    modules: true,
    script: readFileSync(program, "utf8"),
    compatibilityDate: "2026-07-01",
    // Otherwise the worker does not learn that the caller is gone.
    compatibilityFlags: ["enable_request_signal"],
    host: "127.0.0.1",
    port: 0,
  });
  const url = await worker.ready;
  return { origin: url.origin, close: () => worker.dispose() };
}

/**
 * @param {string[]} command
 * @returns {Promise<Host>}
 */
async function startProgram([program = "", ...args]) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  /** @type {string} */
  const origin = await new Promise((resolve, reject) => {
    closed.then(() => reject(new Error(`${program} ended before it listened.`)), reject);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  return {
    origin,
    close: () => {
      child.kill("SIGKILL");
      return closed;
    },
  };
}
