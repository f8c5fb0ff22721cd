import type { EngineName, Signer } from "./engine.js";
import { selectEngine } from "./select-engine.js";
import { createNodeSigner } from "./signer-node.js";
import { portableSigner } from "./signer-portable.js";
import { nodeCrypto } from "../runtime.js";

/** What signs where {@link selectEngine} would verify. WebAssembly only verifies, so `"wasm"` gives what signs by default. */
export function selectSigner(name?: EngineName): Signer {
  const engine = selectEngine(name === "wasm" ? undefined : name);
  const crypto = nodeCrypto();
  return engine.name === "node" && crypto !== undefined ? createNodeSigner(crypto) : portableSigner;
}
