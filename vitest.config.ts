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
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
