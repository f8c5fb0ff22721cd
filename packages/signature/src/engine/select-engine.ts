import { bigintToBytes, bytesToBigint } from "../bytes/bigint.js";
import { concatBytes, utf8 } from "../bytes/bytes.js";
import type { Engine, EngineName } from "./engine.js";
import { createNodeEngine } from "./engine-node.js";
import { portableEngine } from "./engine-portable.js";
import { SignatureError } from "../error.js";
import { writeSpki } from "../key-format/key-bytes.js";
import { publishedParameters } from "../key/published-parameters.js";
import { isDeno, nodeCrypto } from "../runtime.js";
import { sha256 } from "../hash/sha256.js";

// The only thing that is kept between calls: what the runtime can do does not change while it runs.
let nodeEngine: Engine | false | undefined;

/**
 * The engine to use: `node:crypto` if it verifies DSA and is the faster one, otherwise the portable engine. If a name is given, that
 * engine or an error.
 */
export function selectEngine(name?: EngineName): Engine {
  if (name === "portable") return portableEngine;
  nodeEngine ??= probeNode();
  if (name === undefined) return nodeEngine === false || isDeno() ? portableEngine : nodeEngine;
  if ((name as string) !== "node")
    throw new SignatureError("ERR_INVALID_OPTION", 'The option "engine" must be "node" or "portable".');
  if (nodeEngine === false) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime's node:crypto cannot verify DSA. Leave out the option `engine`.",
    );
  }
  return nodeEngine;
}

/**
 * Tells which engine is used by default in this runtime: `node` on Node, `portable` on Bun, Deno, Workers and in browsers.
 *
 * @returns the engine's name
 * @example
 * ```ts
 * import { engineName } from "@ck/signature";
 *
 * console.log(engineName()); // on Node: node
 * ```
 */
export function engineName(): EngineName {
  return selectEngine().name;
}

/**
 * Tries `node:crypto` with a signature that it must accept and one that it must reject: Bun and workerd parse DSA keys but cannot
 * verify with them, and a FIPS build may refuse DSA altogether. With the private number 1 and the nonce 1, the signature needs hardly
 * any arithmetic: y = g, r = g mod q, s = (hash + r) mod q.
 */
function probeNode(): Engine | false {
  const crypto = nodeCrypto();
  const parameters = publishedParameters(2048, 256);
  if (crypto === undefined || parameters === undefined) return false;
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
    return works ? engine : false;
  } catch {
    return false;
  }
}
