import { createHash, createPublicKey, randomBytes, sign, verify, type KeyObject } from "node:crypto";
import { bigintToBytes, bytesToBigint } from "../../../src/bytes/bigint.js";
import type { TableMemory } from "../../../src/engine/wasm/tables.js";
import { publicParts, type PublicKeyParts } from "../../../src/key/key.js";
import { importPublicKey } from "../../../src/index.js";

/** The sizes that are tried: those in use, and those that import allows by name. */
export const SIZES = [
  [1024, 160],
  [2048, 224],
  [2048, 256],
  [3072, 256],
  [1024, 224],
  [4096, 256],
] as const;

/** What a comparison found. */
export interface Comparison {
  readonly valid: number;
  readonly invalid: number;
  /** The signatures about which the two do not agree, in hexadecimal digits. */
  readonly differences: readonly string[];
}

/**
 * Compares the engine with `crypto.verify`: genuine signatures, the same with a bit changed or over another body, random numbers, and numbers at the
 * ends of their range.
 */
export function compare(memory: TableMemory, privateKey: KeyObject, count: number): Comparison {
  const publicKey = createPublicKey(privateKey);
  const key = publicParts(
    importPublicKey(publicKey.export({ type: "spki", format: "der" }), { allow: ["1024/224", "4096/256"] }),
  );
  const tables = memory.begin(key);
  if (tables === undefined) throw new Error("There is no room for the tables.");
  while (!tables.isReady()) tables.build(1000);
  const { q, qBytes } = key;
  const length = qBytes.length;
  const edges = [1n, 2n, q - 1n, q - 2n, q >> 1n, 1n << 32n, (1n << 32n) - 1n].map((number) =>
    bigintToBytes(number, length),
  );
  const random = (): Uint8Array =>
    bigintToBytes((BigInt(`0x${randomBytes(length).toString("hex")}`) % (q - 1n)) + 1n, length);
  const pick = (): Uint8Array => edges[randomBytes(1).readUInt8() % edges.length] ?? random();

  let body = randomBytes(32);
  let signed: Uint8Array = new Uint8Array(2 * length).fill(1);
  let valid = 0;
  let invalid = 0;
  const differences: string[] = [];
  for (let index = 0; index < count; index++) {
    const kind = index % 5;
    // Signing takes longest: random numbers need no signature.
    if (kind !== 4) body = randomBytes(32);
    if (kind < 3) signed = sign("sha256", body, { key: privateKey, dsaEncoding: "ieee-p1363" });
    const signature = Uint8Array.from(signed);
    if (kind === 1) flip(signature, randomBytes(2).readUInt16BE() % (8 * signature.length));
    if (kind === 2) flip(body, randomBytes(1).readUInt8());
    if (kind === 3) signature.set(random(), length * (index & 1));
    if (kind === 4) [pick(), pick()].forEach((number, half) => signature.set(number, half * length));
    if (!isInRange(signature, key)) continue;
    const theirs = verify("sha256", body, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
    const ours = tables.verify(createHash("sha256").update(body).digest(), signature);
    if (theirs) valid++;
    else invalid++;
    if (ours !== theirs) differences.push(Buffer.from(signature).toString("hex"));
  }
  return { valid, invalid, differences };
}

function flip(bytes: Uint8Array, bit: number): void {
  const index = bit >> 3;
  bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit & 7));
}

/** Whether both numbers are above 0 and below q: others never reach an engine. */
function isInRange(signature: Uint8Array, { q, qBytes }: PublicKeyParts): boolean {
  const { length } = qBytes;
  return [signature.subarray(0, length), signature.subarray(length)].every((bytes) => {
    const number = bytesToBigint(bytes);
    return number > 0n && number < q;
  });
}
