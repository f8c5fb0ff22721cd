import type { Engine, EngineName } from "./engine.js";
import { portableEngine, portableEngineWithoutTables } from "./engine-portable.js";
import { SignatureError } from "../error.js";
import { publicParts, type PublicKey } from "../key/key.js";
import { probeNode } from "./probe-node.js";
import { isDeno } from "../runtime.js";
import { createAutomaticEngine, createWasmEngine, hasTables } from "./wasm/engine-wasm.js";
import { tableMemory } from "./wasm/shared-memory.js";

/** What the runtime can do does not change while it runs, so it is found out once, when a check first needs it. */
interface Engines {
  readonly node: Engine | undefined;
  readonly wasm: Engine;
  readonly automatic: Engine;
}
let engines: Engines | undefined;

function findEngines(): Engines {
  const node = probeNode();
  return {
    node,
    wasm: createWasmEngine(node ?? portableEngine, node),
    // Deno's own DSA is slower than either of ours, but it still judges them.
    automatic: createAutomaticEngine(node === undefined || isDeno() ? createPatientEngine() : node, node),
  };
}

/**
 * The engine to use. By default: `node:crypto` if it verifies DSA, otherwise the portable engine, and WebAssembly for keys that are checked often.
 * If a name is given, that engine or an error.
 */
export function selectEngine(name?: EngineName): Engine {
  if (name === "portable") return portableEngine;
  const { node, wasm, automatic } = (engines ??= findEngines());
  if (name === undefined) return automatic;
  if (name === "wasm") return wasm;
  if ((name as string) !== "node")
    throw new SignatureError("ERR_INVALID_OPTION", 'The option "engine" must be "node", "wasm" or "portable".');
  if (node === undefined) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime's node:crypto cannot verify DSA. Leave out the option `engine`.",
    );
  }
  return node;
}

/** The portable engine, which leaves tables to WebAssembly where there is one. */
function createPatientEngine(): Engine {
  const now = (): Engine => (tableMemory() === undefined ? portableEngine : portableEngineWithoutTables);
  return {
    ...portableEngine,
    verifySync: (check) => now().verifySync(check),
    verify: (check) => now().verify(check),
  };
}

/**
 * Tells which engine checks signatures: `node` on Node, `portable` on Bun, Deno, Workers and in browsers, and `wasm` for a key that is checked so
 * often that it has tables.
 *
 * @param key - the key to tell it for; if left out, a key that is new
 * @returns the engine's name
 * @example
 * ```ts
 * import { engineName } from "@ck/signature";
 *
 * console.log(engineName()); // on Node: node
 * ```
 */
export function engineName(key?: PublicKey): EngineName {
  return key !== undefined && hasTables(publicParts(key)) ? "wasm" : selectEngine().name;
}
