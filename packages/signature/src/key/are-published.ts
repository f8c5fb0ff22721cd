import { encodeHex } from "../bytes/hex.js";
import type { DomainParameters } from "../domain-parameters.js";
import { digestSync } from "../hash/digest.js";
import { writeParameters } from "../key-format/key-bytes.js";

/*
 * The SHA-256 of each set in published-parameters.ts. Only generating a key needs the numbers themselves, which are 2 kB that nothing
 * compresses. The digests are whole: anyone who found other parameters with one of them could forge signatures.
 */
export const PUBLISHED_DIGESTS: readonly string[] = [
  "ca1415e7ebf25087f98ccd6a100c0e23356dfff72ea0826c72e53a2b082e58cd",
  "11ac355630d1a663cee4f21aabeabb04d9b22822108d49d8b497d5987b1b4dbf",
  "02b748aa4502d2ea8584393ede9e4dfa991a060a7a8b37b2da37de0eceefcbe4",
  "9d647983391e7d81bfd8adf87ccda0042153044b661f4d44202fc300bcffb122",
];

/**
 * Tells whether parameters are a published set (see published-parameters.ts), whose primes and order need no further check.
 *
 * What is hashed is their DER, which no other three numbers have, however their digits are divided.
 */
export function arePublished(parameters: DomainParameters): boolean {
  return PUBLISHED_DIGESTS.includes(encodeHex(digestSync("sha256", writeParameters(parameters))));
}
