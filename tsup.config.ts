import { defineConfig, type Options } from "tsup";

/** The one build of every published package: `tsup --config ../../tsup.config.ts`, run in the package's folder. */
const config: ReturnType<typeof defineConfig> = defineConfig((cli: Options) => ({
  entry: cli.entry ?? ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  platform: "neutral",
  clean: true,
  sourcemap: false,
  splitting: true,
  treeshake: true,
  // tsup strips `node:` otherwise, and bundlers for the edge tell built-ins by it.
  removeNodeProtocol: false,
  // tsup passes `baseUrl`, which TypeScript 6 calls deprecated. Types are checked by `npm run typecheck`, once for the whole tree.
  dts: { compilerOptions: { ignoreDeprecations: "6.0", noCheck: true } },
}));
export default config;
