import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** The test files that match `pattern`, wherever tests may be. */
export function testFiles(pattern: string): string[] {
  return [`{packages,apps,templates}/*/test/**/${pattern}`, `test/**/${pattern}`];
}

/** The tests that need only Node and npm. `vitest.system.config.ts` has the others. */
const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests run on the sources, so that an edit is tested without a build. `formats.test.ts` and `release:check` test what is published.
    alias: [
      { find: /^@ck\/([a-z-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
      { find: /^@ck\/([a-z-]+)\/([a-z-]+)$/, replacement: `${root}packages/$1/src/$2.ts` },
      // What the tests of several packages share.
      { find: /^@ck-test\/(.+)$/, replacement: `${root}test/support/$1.ts` },
    ],
  },
  test: {
    include: testFiles("*.test.ts"),
    exclude: ["**/node_modules/**", "**/*.system.test.ts"],
    // Much of a test's time is waiting, for processes and deadlines: each test file can keep a core busy.
    maxWorkers: availableParallelism(),
    // The report names what takes longer.
    slowTestThreshold: 3_000,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // On a machine that does other work too, a time bound can be missed once. The report marks a second attempt with `(retry x1)`.
    retry: process.env["CI"] ? 1 : 0,
  },
});
export default config;
