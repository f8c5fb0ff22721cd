import { bigintToBytes, bytesToBigint } from "../bytes/bigint.js";
import { concatBytes, utf8 } from "../bytes/bytes.js";
import type { DomainParameters } from "../domain-parameters.js";
import type { Engine } from "./engine.js";
import { createNodeEngine } from "./engine-node.js";
import { sha256 } from "../hash/sha256.js";
import { writeSpki } from "../key-format/key-bytes.js";
import { nodeCrypto } from "../runtime.js";

/**
 * Tries `node:crypto` with a signature that it must accept and one that it must reject: Bun and workerd parse DSA keys but cannot
 * verify with them, and a FIPS build may refuse DSA altogether. With the private number 1 and the nonce 1, the signature needs hardly
 * any arithmetic: y = g, r = g mod q, s = (hash + r) mod q.
 *
 * @returns the engine that calls it, or undefined if it cannot verify DSA
 */
export function probeNode(): Engine | undefined {
  const crypto = nodeCrypto();
  if (crypto === undefined) return undefined;
  const parameters = probeParameters();
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

/**
 * Parameters of 2048/256 bits that a few short numbers make, so that a bundle need not contain real ones. They protect nothing.
 *
 * The arithmetic of a check asks for no more than a prime q and g^q mod p = 1. Here p is a small prime times a cofactor that is 1
 * modulo that prime, and g is 1 modulo the cofactor and 2^34 modulo the prime, where that has the order q.
 */
export function probeParameters(): DomainParameters {
  const q = 2n ** 256n - 189n;
  const prime = 34n * q + 1n;
  const cofactor = (prime << 1525n) + 1n;
  return { p: prime * cofactor, q, g: 1n + cofactor * (2n ** 34n - 1n) };
}
