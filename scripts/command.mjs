// @ts-check
import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program and waits for its end. Its output is returned, or goes to the terminal with `show`.
 *
 * @param {string[]} command The program and its arguments; no shell reads them.
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>} The exit code (128 + the signal's number when a
 *   signal ended it), all that it printed, and what of that was on stdout.
 */
export function run([program = "", ...args], { cwd, env = process.env, show = false, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      // Windows starts command files, npm's own among them, by the shell only.
      shell: process.platform === "win32" && /^npm$|\.cmd$/.test(program),
    });
    let output = "";
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
    });
    const release = handSignalsTo(child);
    child.on("error", (error) => {
      release();
      reject(error);
    });
    child.on("close", (code, signal) => {
      release();
      resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output, stdout });
    });
  });
}

/**
 * Runs a program as `run` does, and fails with its output when it fails.
 *
 * @param {string[]} command
 * @param {Parameters<typeof run>[1]} [options]
 * @returns {Promise<string>} What it printed on stdout.
 */
export async function runOrThrow(command, options) {
  const { code, output, stdout } = await run(command, options);
  if (code !== 0) throw new Error(`\`${command.join(" ")}\` ended with exit code ${code}.\n${output}`);
  return stdout;
}

/** @param {import("node:child_process").ChildProcess} child */
function handSignalsTo(child) {
  /** @param {NodeJS.Signals} signal */
  const hand = (signal) => {
    // Ctrl-C in a terminal has already reached the child: a second one would read as "at once".
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, hand);
  return () => {
    for (const signal of signals) process.off(signal, hand);
  };
}
