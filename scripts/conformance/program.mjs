// @ts-check
/** Runs the conformance suite for a package's adapters on the current Node. Bundled by conformance/bundle.mjs. */
import { conformance, conformanceGaps } from "@ck/testing";

/**
 * @typedef {object} Result The result of one adapter.
 * @property {string} adapter
 * @property {number} passed
 * @property {{ name: string, message: string }[]} failed
 * @property {{ name: string, why: string }[]} gaps The cases that were left out.
 */

/** Cases mostly wait. */
const AT_ONCE = 8;

/**
 * @param {readonly import("@ck/testing").ConformanceAdapter[]} adapters
 * @returns {Promise<Result[]>}
 */
export async function runSuite(adapters) {
  const results = [];
  for (const adapter of adapters) results.push(await runFor(adapter));
  return results;
}

/**
 * @param {import("@ck/testing").ConformanceAdapter} adapter
 * @returns {Promise<Result>}
 */
async function runFor(adapter) {
  /** @type {Result} */
  const result = { adapter: adapter.name, passed: 0, failed: [], gaps: conformanceGaps(adapter) };
  const cases = conformance(adapter);
  const work = async () => {
    for (let next = cases.shift(); next !== undefined; next = cases.shift()) {
      const { name, run } = next;
      try {
        await run();
        result.passed += 1;
      } catch (error) {
        result.failed.push({ name, message: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
}
