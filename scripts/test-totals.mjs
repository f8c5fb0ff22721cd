// @ts-check
/**
 * Adds up vitest's JSON reports: `node scripts/test-totals.mjs FOLDER` prints `passed failed skipped`, three numbers.
 *
 * One suite may run several times, on several Nodes and databases. A test that one run skips and another runs (it needs a
 * database server, say) is not skipped; one that none runs is, and is named on stderr.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = process.argv[2] ?? ".";
let passed = 0;
let failed = 0;
/** @type {Set<string>} */
const ran = new Set();
/** @type {Set<string>} */
const left = new Set();

for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  for (const file of JSON.parse(readFileSync(path.join(folder, name), "utf8")).testResults) {
    const tests = file.assertionResults;
    for (const { status, fullName } of tests) {
      const id = `${path.relative(process.cwd(), file.name)}: ${fullName}`;
      if (status === "passed") passed += 1;
      else if (status === "failed") failed += 1;
      (status === "passed" || status === "failed" ? ran : left).add(id);
    }
    // A file that could not be loaded has no test to its name.
    const broken =
      file.status === "failed" && !tests.some((/** @type {{ status: string }} */ test) => test.status === "failed");
    if (broken) failed += 1;
  }
}

const skipped = [...left].filter((id) => !ran.has(id));
for (const id of skipped) console.error(`skipped in every run: ${id}`);
console.log(passed, failed, skipped.length);
