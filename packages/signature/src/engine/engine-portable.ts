import { bytesToBigint, modInverse, modPowProduct } from "../bytes/bigint.js";
import { buildComb, combProduct, type Comb } from "./comb.js";
import { digest, digestSync } from "../hash/digest.js";
import { digestNumber } from "./digest-number.js";
import type { Engine } from "./engine.js";
import type { PublicKeyParts } from "../key/key.js";

/** The engine in plain TypeScript, for runtimes whose crypto has no DSA. Not constant-time: verifying handles nothing secret. */
export const portableEngine: Engine = {
  name: "portable",
  verifySync: ({ hash, body, key, signature }) =>
    verifyDigest(digestSync(hash, body), key, signature, productWithTables),
  verify: async ({ hash, body, key, signature }) =>
    verifyDigest(await digest(hash, body), key, signature, productWithTables),
};

/** The same without tables: where WebAssembly is about to have its own. */
export const portableEngineWithoutTables: Engine = {
  name: "portable",
  verifySync: ({ hash, body, key, signature }) => verifyDigest(digestSync(hash, body), key, signature, product),
  verify: async ({ hash, body, key, signature }) => verifyDigest(await digest(hash, body), key, signature, product),
};

/** The tables of a key, and how often the key was used without them. */
interface Prepared {
  uses: number;
  tables?: { readonly g: Comb; readonly y: Comb };
}

/** How many checks with a key do without tables, which cost about as much as this many checks: a tool checks once, a server often. */
const USES_BEFORE_TABLES = 3;

/** g^u1 · y^u2 mod p. */
function product({ p, g, y }: PublicKeyParts, u1: bigint, u2: bigint): bigint {
  return modPowProduct(
    [
      { base: g, exponent: u1 },
      { base: y, exponent: u2 },
    ],
    p,
  );
}

/** The same, with tables from the fourth use on. */
function productWithTables(key: PublicKeyParts, u1: bigint, u2: bigint): bigint {
  const { p, g, y } = key;
  let prepared = key.prepared.get("portable") as Prepared | undefined;
  if (prepared === undefined) key.prepared.set("portable", (prepared = { uses: 0 }));
  if (prepared.uses++ < USES_BEFORE_TABLES) return product(key, u1, u2);
  const bits = key.qBytes.length * 8;
  const tables = (prepared.tables ??= { g: buildComb(g, p, bits), y: buildComb(y, p, bits) });
  return combProduct([
    { comb: tables.g, exponent: u1 },
    { comb: tables.y, exponent: u2 },
  ]);
}

/** FIPS 186-4 §4.7. The caller has checked the range of the signature's numbers. */
function verifyDigest(
  digestBytes: Uint8Array,
  key: PublicKeyParts,
  signature: Uint8Array,
  powers: typeof product,
): boolean {
  const { q, qBytes } = key;
  const r = bytesToBigint(signature.subarray(0, qBytes.length));
  const w = modInverse(bytesToBigint(signature.subarray(qBytes.length)), q);
  const u1 = (digestNumber(digestBytes, key) * w) % q;
  const u2 = (r * w) % q;
  return powers(key, u1, u2) % q === r;
}
