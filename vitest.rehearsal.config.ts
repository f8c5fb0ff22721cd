import { defineConfig, type ViteUserConfig } from "vitest/config";
import base from "./vitest.config.js";

/** The rehearsal of a release: what a stranger does with the packages as they would be published. */
const config: ViteUserConfig = defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/rehearsal/*.rehearsal.ts"],
    exclude: ["**/node_modules/**"],
    globalSetup: "scripts/rehearsal.mjs",
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 240_000,
    hookTimeout: 300_000,
    slowTestThreshold: 60_000,
    // An install that fails once would fail its users too.
    retry: 0,
  },
});
export default config;
