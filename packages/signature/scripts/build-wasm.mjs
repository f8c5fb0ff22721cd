// @ts-check
/**
 * Compiles the AssemblyScript in assembly/ and writes src/engine/wasm/code.ts. `--check` compares instead, and fails if the module is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("../", import.meta.url));
const file = path.join(root, "src/engine/wasm/code.ts");

// The compiler's static data, which only a build with assertions has, stays clear of the addresses in assembly/memory.ts.
const common = ["--runtime", "stub", "--enable", "simd", "--use", "abort="];
const builds = {
  release: ["assembly/index.ts", "-O3", "--noAssert"],
  debug: ["assembly/debug.ts", "-O1", "--memoryBase", String(128 * 65_536), "--initialMemory", "129"],
};

/**
 * Compiles one build.
 *
 * @param {keyof typeof builds} name
 * @returns {Promise<Uint8Array>} the module
 */
export async function compile(name) {
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main([...builds[name], ...common, "--outFile", "out.wasm"], {
    readFile: (/** @type {string} */ name, /** @type {string} */ base) => {
      try {
        return readFileSync(path.resolve(root, base, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (/** @type {string} */ _name, /** @type {Uint8Array} */ contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error || binary === undefined) throw new Error(`The AssemblyScript does not compile:\n${stderr.toString()}`);
  return binary;
}

/**
 * The module as source.
 *
 * @param {Uint8Array} binary
 * @returns {string}
 */
export function toSource(binary) {
  const text = Buffer.from(binary).toString("hex");
  return `// Generated from assembly/ by scripts/build-wasm.mjs. Do not edit.

/** The WebAssembly module of the engine, in hexadecimal digits, which gzip shrinks better than Base64: ${binary.length} bytes. */
export const CODE =
  "${text}";
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = toSource(await compile("release"));
  const isStale = readFileSync(file, { encoding: "utf8", flag: "a+" }) !== source;
  if (process.argv.includes("--check")) {
    if (isStale)
      throw new Error("src/engine/wasm/code.ts is stale. Run `node scripts/build-wasm.mjs` in packages/signature.");
  } else if (isStale) writeFileSync(file, source);
}
