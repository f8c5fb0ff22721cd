// @ts-check
import { availableParallelism } from "node:os";
import path from "node:path";
import { run } from "./command.mjs";
import { toolEnvironment } from "./install.mjs";
import { StepFailure, step } from "./step.mjs";
import { root } from "./workspace.mjs";

/** @typedef {{ show?: boolean, filter?: string, args?: readonly string[] }} TaskOptions */

/**
 * Runs a task of turbo.json as a step. Turbo takes from its cache what was done before with the same inputs.
 *
 * @param {string} name
 * @param {TaskOptions} [options] `show` prints its output as it comes, `filter` picks packages, `args` go to the task's
 *   program.
 * @returns {Promise<void>}
 */
export async function task(name, { show = false, filter, args = [] } = {}) {
  const turbo = path.join(root, "node_modules/turbo/bin/turbo");
  const command = [process.execPath, turbo, "run", name, "--ui=stream", "--log-prefix=none", "--log-order=stream"];
  command.push(`--output-logs=${show ? "new-only" : "errors-only"}`, `--concurrency=${availableParallelism()}`);
  if (filter !== undefined) command.push(`--filter=${filter}`);
  if (args.length > 0) command.push("--", ...args);
  // Tests can have other results on another Node, and turbo does not see which one runs.
  const env = { ...(await toolEnvironment()), CK_NODE_VERSION: process.version };
  await step(name, async () => {
    const { code, output } = await run(command, { cwd: root, env, onLine: show ? showLine : undefined });
    // What was shown as it came need not be shown again.
    return { code, output: show ? "" : output, note: cached(output) };
  });
}

/**
 * Runs tasks in order, two at a time. A task begins once those that it needs have passed. A failure does not keep the others
 * from running.
 *
 * @param {readonly { name: string, needs?: readonly string[], options?: TaskOptions }[]} tasks
 * @returns {Promise<void>}
 * @throws {StepFailure} for the first that failed, once all have ended
 */
export async function tasksSideBySide(tasks) {
  const waiting = [...tasks];
  /** @type {Map<string, boolean>} */
  const ended = new Map();
  /** @type {StepFailure[]} */
  const failures = [];
  /** @type {(() => void)[]} */
  const wake = [];
  const lane = async () => {
    for (;;) {
      const index = waiting.findIndex(({ needs = [] }) => needs.every((other) => ended.get(other) === true));
      if (index === -1) {
        if (waiting.length === 0 || ended.size + waiting.length === tasks.length) return;
        await new Promise((resolve) => wake.push(() => resolve(undefined)));
        continue;
      }
      const [{ name, options }] = /** @type {[(typeof waiting)[number]]} */ (waiting.splice(index, 1));
      try {
        await task(name, options);
        ended.set(name, true);
      } catch (error) {
        if (!(error instanceof StepFailure)) {
          waiting.length = 0;
          throw error;
        }
        failures.push(error);
        ended.set(name, false);
      } finally {
        for (const resume of wake.splice(0)) resume();
      }
    }
  };
  await Promise.all([lane(), lane()]);
  if (failures[0] !== undefined) throw failures[0];
}

/**
 * Passes on what a task printed, without what turbo says of it.
 *
 * @param {string} line
 */
function showLine(line) {
  if (!/^$|^ *(• |Tasks:|Cached:|Time:|Failed:|cache (hit|miss),|\$ |\[ELIFECYCLE\])/.test(line)) console.log(line);
}

/**
 * What turbo says of the cache, in short.
 *
 * @param {string} output
 */
function cached(output) {
  const [, hits, total] = /^\s*Cached:\s+(\d+) cached, (\d+) total$/m.exec(output) ?? [];
  if (total === undefined || hits === "0") return undefined;
  return hits === total ? "from the cache" : `${hits} of ${total} from the cache`;
}
