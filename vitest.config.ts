import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("packages", import.meta.url));

/** Tests run on the sources, so that an edit is tested without a build. `formats.test.ts` and `release:check` try what is published. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@ck\/([a-z]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@ck\/([a-z]+)\/([a-z]+)$/, replacement: `${packages}/$1/src/$2.ts` },
    ],
  },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "apps/*/test/**/*.test.ts",
      "templates/*/test/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    // Much of a test's time is waiting, for processes and deadlines: a core can be kept busy by each file that runs.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // On a machine that others use too, a time bound can be missed once. What needed its second try is printed with `(retry x1)`.
    retry: process.env["CI"] ? 1 : 0,
  },
});
