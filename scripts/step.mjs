// @ts-check
import { performance } from "node:perf_hooks";
import { Interrupted } from "./command.mjs";

/** A step that failed, named; what it had to say has been printed. */
export class StepFailure extends Error {
  /**
   * @param {string} step
   * @param {number} code The exit code to end with.
   */
  constructor(step, code) {
    super(`"${step}" failed (exit code ${code})`);
    this.code = code;
  }
}

/**
 * Does one step of a longer job. A line on stderr says that it began, and another how it ended and how long it took. What
 * the step printed is shown only if it fails.
 *
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string, note?: string | undefined } | void>} job Fails by a throw or by an exit code.
 * @returns {Promise<void>}
 * @throws {StepFailure} if it fails
 */
export async function step(name, job) {
  const from = performance.now();
  process.stderr.write(`ck: ${name} …\n`);
  try {
    const { code = 0, output = "", note } = (await job()) ?? {};
    const details = [`${secondsSince(from)} s`, note].filter(Boolean).join(", ");
    process.stderr.write(`ck: ${name}: ${code === 0 ? "ok" : "failed"} (${details})\n`);
    if (code !== 0) {
      process.stderr.write(`${output.trimEnd()}\n`);
      throw new StepFailure(name, code);
    }
  } catch (error) {
    if (error instanceof StepFailure || error instanceof Interrupted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`ck: ${name}: failed (${secondsSince(from)} s)\n${message}\n`);
    throw new StepFailure(name, 1);
  }
}

/**
 * @param {number} from
 * @returns {string}
 */
export function secondsSince(from) {
  return ((performance.now() - from) / 1000).toFixed(1);
}
