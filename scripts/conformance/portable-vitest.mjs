// @ts-check
/**
 * Stands in for `vitest` where a package's tests run on other runtimes: vitest's own `expect`, and as much of the rest as
 * those tests use. conformance/bundle.mjs puts it in place of `vitest`.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from "@vitest/expect";
import * as chai from "chai";

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

/** @type {any} */
const scope = globalThis;
export const expect = Object.assign(
  /** @type {(value: unknown, message?: string) => unknown} */ ((value, message) => chai.expect(value, message)),
  chai.expect,
  scope[ASYMMETRIC_MATCHERS_OBJECT],
);
scope[GLOBAL_EXPECT] = expect;

/** @typedef {(...args: unknown[]) => unknown} Body */

/** @type {{ name: string, run: () => unknown }[]} */
const tests = [];
/** @type {string[]} */
const groups = [];

/** @type {(name: string, body: Body) => void} */
const addTest = (name, body) => void tests.push({ name: [...groups, name].join(" > "), run: () => body() });

/** @type {(name: string, body: Body) => void} */
const addGroup = (name, body) => {
  groups.push(name);
  body();
  groups.pop();
};

/**
 * Adds the same for each row of a table.
 *
 * @param {(name: string, body: Body) => void} add
 * @returns {(rows: readonly unknown[]) => (name: string, body: Body) => void}
 */
const each = (add) => (rows) => (name, body) => {
  for (const [index, row] of rows.entries())
    add(`${name} (row ${index + 1})`, () => body(...(Array.isArray(row) ? row : [row])));
};

export const it = Object.assign(addTest, { each: each(addTest) });
export const describe = Object.assign(addGroup, { each: each(addGroup) });

/**
 * Runs all tests, one after the other.
 *
 * @param {string} suite what was tested
 * @returns {Promise<import("./program.mjs").Result[]>}
 */
export async function runTests(suite) {
  /** @type {{ name: string, message: string }[]} */
  const failed = [];
  for (const { name, run } of tests) {
    try {
      await run();
    } catch (error) {
      failed.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return [{ adapter: suite, passed: tests.length - failed.length, failed, gaps: [] }];
}
