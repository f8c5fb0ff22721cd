import { bigintToBytes, bytesToBigint } from "../bytes/bigint.js";
import { concatBytes, utf8 } from "../bytes/bytes.js";
import type { Engine, EngineName } from "./engine.js";
import { createNodeEngine } from "./engine-node.js";
import { portableEngine, portableEngineWithoutTables } from "./engine-portable.js";
import { SignatureError } from "../error.js";
import { writeSpki } from "../key-format/key-bytes.js";
import { publicParts, type PublicKey } from "../key/key.js";
import { publishedParameters } from "../key/published-parameters.js";
import { isDeno, nodeCrypto } from "../runtime.js";
import { sha256 } from "../hash/sha256.js";
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

/**
 * Tries `node:crypto` with a signature that it must accept and one that it must reject: Bun and workerd parse DSA keys but cannot
 * verify with them, and a FIPS build may refuse DSA altogether. With the private number 1 and the nonce 1, the signature needs hardly
 * any arithmetic: y = g, r = g mod q, s = (hash + r) mod q.
 */
function probeNode(): Engine | undefined {
  const crypto = nodeCrypto();
  const parameters = publishedParameters(2048, 256);
  if (crypto === undefined || parameters === undefined) return undefined;
  const { p, q, g } = parameters;
  const body = utf8("ck");
  const r = g % q;
  const s = (bytesToBigint(sha256(body)) + r) % q;
  const signature = concatBytes([bigintToBytes(r, 32), bigintToBytes(s, 32)]);
  const key = {
    p,
    q,
    g,
    y: g,
    spki: writeSpki(parameters, g),
    qBytes: bigintToBytes(q),
    prepared: new Map<string, unknown>(),
  };
  try {
    const engine = createNodeEngine(crypto);
    const check = { hash: "sha256", body, key, signature } as const;
    const works = engine.verifySync(check) && !engine.verifySync({ ...check, body: utf8("no") });
    return works ? engine : undefined;
  } catch {
    return undefined;
  }
}
