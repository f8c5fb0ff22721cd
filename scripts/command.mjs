// @ts-check
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";

/** The person, or the machine, asked us to stop while a program ran. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.code = 128 + constants.signals[signal];
  }
}

/**
 * Runs a program and waits for its end. Its output is returned, or goes to the terminal with `show`.
 *
 * @param {string[]} command The program and its arguments; no shell reads them.
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number, onLine?: ((line: string) => void) | undefined }} [options]
 *   `onLine` gets each line of its output as it comes.
 * @returns {Promise<{ code: number, output: string, stdout: string }>} The exit code (128 + the signal's number when a
 *   signal ended it), all that it printed, and what of that was on stdout.
 */
export function run([program = "", ...args], { cwd, env = process.env, show = false, timeoutMs, onLine } = {}) {
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
    for (const stream of onLine === undefined ? [] : [child.stdout, child.stderr])
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => onLine?.(line));
    const signals = handSignalsTo(child);
    child.on("error", (error) => {
      signals.release();
      reject(error);
    });
    child.on("close", (code, signal) => {
      signals.release();
      if (code !== 0 && signals.handed) reject(new Interrupted(signals.handed));
      else resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output, stdout });
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

/** How often to check whether the shell of an npm script has ended, in ms. */
const ORPHAN_MS = 200;

/** @param {import("node:child_process").ChildProcess} child */
function handSignalsTo(child) {
  /** @type {NodeJS.Signals[]} */
  const names = ["SIGINT", "SIGTERM", "SIGHUP"];
  const signals = {
    /** @type {NodeJS.Signals | undefined} */
    handed: undefined,
    release: () => {
      clearInterval(orphaned);
      for (const name of names) process.off(name, hand);
    },
  };
  /** @param {NodeJS.Signals} signal */
  function hand(signal) {
    signals.handed = signal;
    // Ctrl-C in a terminal has already reached the child: a second one would read as "at once".
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  }
  for (const name of names) process.on(name, hand);
  // npm passes SIGTERM to the shell that runs its script, and the shell ends without passing it on.
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.env["npm_lifecycle_event"] === undefined || process.ppid === parent) return;
    clearInterval(orphaned);
    hand("SIGTERM");
  }, ORPHAN_MS);
  return signals;
}
