import { defineConfig, type ViteUserConfig } from "vitest/config";
import base, { testFiles } from "./vitest.config.js";

/**
 * The system tests: they kill processes, start browsers, servers or other runtimes, or hold hundreds of chats.
 * A test whose program is not installed is skipped with a warning.
 */
const config: ViteUserConfig = defineConfig({
  ...base,
  test: { ...base.test, include: testFiles("*.system.test.ts"), exclude: ["**/node_modules/**"] },
});
export default config;
