import { arePublished } from "./are-published.js";
import { checkOptionNames } from "../option-names.js";
import { sizeOf, type DomainParameters, type UnusualSize } from "../domain-parameters.js";
import { checkDivisor, checkGenerator, checkSize, notPrime } from "./check-parameters.js";
import { importPublicKey, type PublicKeyInput } from "./import-public-key.js";
import { publicParts, type PublicKey } from "./key.js";
import { isProbablePrime } from "./primality.js";

/** Options of {@link checkPublicKey} and {@link checkDomainParameters}. */
export interface CheckOptions {
  /** Sizes (modulus/divisor, in bits) to accept besides 1024/160, 2048/224, 2048/256 and 3072/256. Default: none. */
  readonly allow?: readonly UnusualSize[] | undefined;
}

/**
 * Checks what {@link importPublicKey} leaves out because it is slow: that `p` is a prime. Whoever chose a composite `p` may be able to
 * forge signatures. It takes 15 to 700 ms on Node, off the calling thread, some seconds where the runtime has no primality test of its
 * own, and no time for published parameters.
 *
 * {@link loadKeyRing} does this for every key it loads. A server that imports its keys itself calls it once for each key when it
 * starts, without waiting, and stops trusting a key that fails: `checkPublicKey(key).catch(() => ring.retire(key.keyId))`.
 *
 * @param key - the key, in any form that {@link importPublicKey} accepts
 * @param options - the sizes to accept
 * @returns the imported key
 * @throws {@link SignatureError} `ERR_KEY_MODULUS_NOT_PRIME`: p is composite
 * @throws {@link SignatureError} the codes of {@link importPublicKey}
 * @example
 * ```ts
 * import { checkPublicKey, generateKeyPair } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair({ modulusLength: 1024 });
 * const key = await checkPublicKey(publicKey);
 * ```
 */
export async function checkPublicKey(key: PublicKeyInput, options: CheckOptions = {}): Promise<PublicKey> {
  checkOptionNames(options, ["allow"], "checkPublicKey");
  const imported = importPublicKey(key, options);
  await checkModulus(publicParts(imported));
  return imported;
}

/**
 * Checks domain parameters alone: sizes, primes, that `q` divides `p−1` and, if `g` is given, that it has the order `q`
 * (FIPS 186-4 A.1.1.3 without the seed, A.2.2).
 *
 * @param parameters - `p`, `q` and, if it is to be checked too, `g`
 * @param options - the sizes to accept
 * @throws {@link SignatureError} an `ERR_KEY_…` code: what is wrong with the parameters
 * @example
 * ```ts
 * import { checkDomainParameters, exportPublicKey, generateKeyPair } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair({ modulusLength: 1024 });
 * const { p, q, g } = exportPublicKey(publicKey, "numbers");
 * await checkDomainParameters({ p, q, g });
 * ```
 */
export async function checkDomainParameters(
  { p, q, g }: Pick<DomainParameters, "p" | "q"> & { readonly g?: bigint | undefined },
  options: CheckOptions = {},
): Promise<void> {
  checkOptionNames(options, ["allow"], "checkDomainParameters");
  checkSize(sizeOf({ p, q }), options.allow);
  checkDivisor(p, q);
  if (g !== undefined) checkGenerator(p, q, g);
  await checkModulus({ p, q, g: g ?? 0n });
}

async function checkModulus(parameters: DomainParameters): Promise<void> {
  if (arePublished(parameters)) return;
  if (!(await isProbablePrime(parameters.p))) throw notPrime("p");
}
