import { bitLength } from "./bytes/bigint.js";

/** The numbers that keys of one family share: the modulus `p`, the divisor `q`, the generator `g` (FIPS 186-4 §4.1). */
export interface DomainParameters {
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
}

/** Sizes that exist in the wild but not in FIPS 186-4 §4.2: accepted only if they are allowed by name. */
export type UnusualSize = "1024/224" | "4096/256";

export const USUAL_SIZES: readonly string[] = ["1024/160", "2048/224", "2048/256", "3072/256"];
export const UNUSUAL_SIZES: readonly string[] = ["1024/224", "4096/256"] satisfies readonly UnusualSize[];

/** The lengths of `p` and of `q`, in bits. */
export interface KeySize {
  readonly modulusLength: number;
  readonly divisorLength: number;
}

/** Tells whether a size must be allowed by name. */
export function isUnusual(modulusLength: number, divisorLength: number): boolean {
  return UNUSUAL_SIZES.includes(`${modulusLength}/${divisorLength}`);
}

/** The lengths of `p` and `q` in bits. */
export function sizeOf({ p, q }: Pick<DomainParameters, "p" | "q">): KeySize {
  return { modulusLength: bitLength(p), divisorLength: bitLength(q) };
}
