import { bytesToBigint, bigintToBytes, modPow } from "../bytes/bigint.js";
import { nodeCrypto, webCrypto } from "../runtime.js";

/**
 * Miller–Rabin rounds. A composite number passes a round with a random base with a probability of at most 1/4, whoever chose it, so
 * one that was made to deceive passes all with a probability of at most 2^-64.
 */
const ROUNDS = 32;

/**
 * Tells whether a number is prime, with an error of at most 2^-64, on the calling thread: for numbers as small as q, which takes
 * 0.02 ms on Node and 3 ms without its help.
 */
export function isProbablePrimeSync(candidate: bigint): boolean {
  if (candidate < 4n) return candidate > 1n;
  if (candidate % 2n === 0n) return false;
  const checkPrimeSync = nodeCrypto()?.checkPrimeSync;
  if (typeof checkPrimeSync === "function") return checkPrimeSync(candidate, { checks: ROUNDS });
  const round = millerRabinRound(candidate);
  for (let count = 0; count < ROUNDS; count++) if (!round()) return false;
  return true;
}

/** Like {@link isProbablePrimeSync}, but off the calling thread if the runtime can do that: for numbers as large as p. */
export async function isProbablePrime(candidate: bigint): Promise<boolean> {
  if (candidate < 4n) return candidate > 1n;
  if (candidate % 2n === 0n) return false;
  const checkPrime = nodeCrypto()?.checkPrime;
  // Runtimes that imitate node:crypto may lack it, despite its types.
  if (typeof checkPrime !== "function") return millerRabin(candidate);
  return new Promise((resolve, reject) => {
    checkPrime(candidate, { checks: ROUNDS }, (error: Error | null, prime: boolean) => {
      // On Node it is undefined, despite its types.
      if (error == null) resolve(prime);
      else reject(error);
    });
  });
}

/** The Miller–Rabin test (FIPS 186-4 C.3.1) of an odd number above 4. Lets other work run between two rounds. */
export async function millerRabin(candidate: bigint): Promise<boolean> {
  const round = millerRabinRound(candidate);
  for (let count = 0; count < ROUNDS; count++) {
    if (!round()) return false;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return true;
}

/** One round with a random base; false proves that the candidate is composite. */
function millerRabinRound(candidate: bigint): () => boolean {
  const last = candidate - 1n;
  let odd = last;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos++;
  }
  return () => passes(candidate, last, odd, twos);
}

function passes(candidate: bigint, last: bigint, odd: bigint, twos: number): boolean {
  const random = webCrypto().getRandomValues(new Uint8Array(bigintToBytes(candidate).length + 8));
  const base = (bytesToBigint(random) % (candidate - 3n)) + 2n;
  let power = modPow(base, odd, candidate);
  if (power === 1n || power === last) return true;
  for (let step = 1; step < twos; step++) {
    power = (power * power) % candidate;
    if (power === last) return true;
  }
  return false;
}
