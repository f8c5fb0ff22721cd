// Prints the package's size, minified and gzipped, and fails if it is over budget. "Without the portable engine" shows what that engine
// adds to a bundle.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "tsup";

const root = fileURLToPath(new URL("../", import.meta.url));
const work = join(root, "node_modules/.cache/size");

/** Bytes after gzip. */
const BUDGETS = {
  everything: 36_000,
  "importPublicKey and verify": 19_300,
  "the same without WebAssembly": 12_800,
  "the same without the portable engine": 18_550,
};

const withoutPortable = {
  name: "without-portable",
  setup({ onLoad }) {
    onLoad({ filter: /engine-portable\.ts$/ }, () => ({
      contents: "export const portableEngine = undefined; export const portableEngineWithoutTables = undefined;",
      loader: "ts",
    }));
  },
};
const withoutWasm = {
  name: "without-wasm",
  setup({ onLoad }) {
    onLoad({ filter: /wasm.engine-wasm\.ts$/ }, () => ({
      contents:
        "export const createAutomaticEngine = (usual) => usual; export const createWasmEngine = undefined; export const hasTables = () => false;",
      loader: "ts",
    }));
    onLoad({ filter: /wasm.shared-memory\.ts$/ }, () => ({
      contents: "export const tableMemory = () => undefined; export const configureEngine = undefined;",
      loader: "ts",
    }));
  },
};
const builds = [
  ["everything", "*", []],
  ["importPublicKey and verify", "{ importPublicKey, verify }", []],
  ["the same without WebAssembly", "{ importPublicKey, verify }", [withoutWasm]],
  ["the same without the portable engine", "{ importPublicKey, verify }", [withoutPortable]],
];

/** What all builds have in common; see tsup.config.ts. */
const common = { config: false, format: "esm", platform: "neutral", splitting: false, silent: true };

mkdirSync(work, { recursive: true });
const rows = [];
for (const [index, [name, names, esbuildPlugins]] of builds.entries()) {
  // The package as it is published, in one file: a bundler then has to find out statement by statement what is not needed.
  await build({
    ...common,
    entry: { [`package-${index}`]: join(root, "src/index.ts") },
    outDir: work,
    target: "node20",
    treeshake: true,
    outExtension: () => ({ js: ".mjs" }),
    esbuildPlugins,
  });
  const entry = join(work, `size-${index}.ts`);
  writeFileSync(entry, `export ${names} from "./package-${index}.mjs";\n`);
  await build({
    ...common,
    entry: [entry],
    outDir: join(work, "out"),
    target: "es2022",
    minify: true,
    outExtension: () => ({ js: ".mjs" }),
  });
  const code = readFileSync(join(work, `out/size-${index}.mjs`));
  if (/(?:from|import)\s*["']node:/.test(code.toString()))
    throw new Error(`${name}: an import of a node: module got in`);
  rows.push({ what: name, minified: code.length, gzipped: gzipSync(code).length, budget: BUDGETS[name] });
}
console.table(rows);
const over = rows.filter(({ gzipped, budget }) => gzipped > budget);
for (const { what, gzipped, budget } of over)
  console.error(`${what}: ${gzipped} bytes are over the budget of ${budget}`);
process.exitCode = over.length > 0 ? 1 : 0;
