import {
  UNUSUAL_SIZES,
  USUAL_SIZES,
  type DomainParameters,
  type KeySize,
  type UnusualSize,
} from "../domain-parameters.js";
import { describeValue } from "../describe-value.js";
import { SignatureError } from "../error.js";
import { arePublished } from "./are-published.js";
import { publicPower } from "./power.js";
import { isProbablePrimeSync } from "./primality.js";

/** Checks the lengths of `p` and `q`, in bits, before anything is computed with them. */
export function checkSize(
  { modulusLength, divisorLength }: KeySize,
  allow: readonly UnusualSize[] | undefined = [],
  importer = "importPublicKey",
): void {
  if (!Array.isArray(allow)) {
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      `The option "allow" must be an array such as ["4096/256"]; got ${describeValue(allow)}.`,
    );
  }
  const size = `${modulusLength}/${divisorLength}`;
  if (USUAL_SIZES.includes(size)) return;
  // A size on neither list is refused, whatever the configuration allows.
  if (UNUSUAL_SIZES.includes(size) && allow.some((allowed) => allowed === size)) return;
  if (modulusLength < 1024) {
    throw new SignatureError(
      "ERR_KEY_MODULUS_TOO_SMALL",
      `The key has a modulus of ${modulusLength} bits; at least 1024 are required, and 2048 are recommended. Anyone can forge signatures for a key this small. Make a new key pair.`,
    );
  }
  if (divisorLength < 160) {
    throw new SignatureError(
      "ERR_KEY_DIVISOR_TOO_SMALL",
      `The key has a divisor q of ${divisorLength} bits; at least 160 are required. Anyone can forge signatures for a key like this. Make a new key pair.`,
    );
  }
  const fix = UNUSUAL_SIZES.includes(size)
    ? `If this is the right key, allow its size where you import it, and pass the result on: ${importer}(key, { allow: ["${size}"] }).`
    : `The usual sizes are ${USUAL_SIZES.join(", ")}. Check that this is the key of the bot.`;
  throw new SignatureError("ERR_KEY_SIZE", `The key has the unusual size ${size} (modulus/divisor, in bits). ${fix}`);
}

/**
 * Checks everything about `p`, `q` and `g` but that p is a prime: q is one and divides p−1, and g generates a group of order q
 * (FIPS 186-4 A.2.2). Nothing is computed for published parameters.
 */
export function checkGroup(parameters: DomainParameters): void {
  if (arePublished(parameters)) return;
  const { p, q, g } = parameters;
  checkDivisor(p, q);
  checkGenerator(p, q, g);
}

/** Checks that p is odd, that q divides p−1, and that q is a prime: with a composite q, g can have an order that is small. */
export function checkDivisor(p: bigint, q: bigint): void {
  if (p % 2n === 0n) throw notPrime("p");
  if (q % 2n === 0n) throw notPrime("q");
  if ((p - 1n) % q === 0n) {
    if (!isProbablePrimeSync(q)) throw notPrime("q");
  } else {
    throw new SignatureError(
      "ERR_KEY_DIVISOR_MISMATCH",
      `The key's q does not divide p−1, so this is not a working DSA key. ${FIX}`,
    );
  }
}

/** Checks that g is neither trivial nor out of range, and has the order q. */
export function checkGenerator(p: bigint, q: bigint, g: bigint): void {
  if (g <= 1n || g === p - 1n) {
    throw new SignatureError(
      "ERR_KEY_GENERATOR_TRIVIAL",
      `The key's generator g is ${g === p - 1n ? "p−1" : String(g)}: forged signatures would verify with it. ${FIX}`,
    );
  }
  if (g >= p) {
    throw new SignatureError(
      "ERR_KEY_GENERATOR_RANGE",
      `The key's generator g is not below the modulus p${g === p + 1n ? " (it is p+1)" : ""}: forged signatures can verify with such a key. ${FIX}`,
    );
  }
  if (publicPower(g, q, p) !== 1n) {
    throw new SignatureError("ERR_KEY_GENERATOR_ORDER", `The key's generator g does not have the order q. ${FIX}`);
  }
}

/** Checks that `y` is a non-trivial member of the group (SP 800-56A §5.6.2.3.1). */
export function checkPublicNumber({ p, q }: DomainParameters, y: bigint): void {
  if (y <= 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_TRIVIAL",
      `The key's public number y is ${String(y)}: forged signatures would verify with it. ${FIX}`,
    );
  }
  if (y === p - 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_MINUS_ONE",
      `The key's public number y is p−1: forged signatures would verify with it. ${FIX}`,
    );
  }
  if (y >= p) {
    throw new SignatureError("ERR_KEY_Y_RANGE", `The key's public number y is not below the modulus p. ${FIX}`);
  }
  if (publicPower(y, q, p) !== 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_ORDER",
      `The key's public number y is not in the group of its parameters: the key is damaged or forged. ${FIX}`,
    );
  }
}

/** The error for a number that should be prime. */
export function notPrime(name: "p" | "q"): SignatureError {
  return new SignatureError(
    name === "p" ? "ERR_KEY_MODULUS_NOT_PRIME" : "ERR_KEY_DIVISOR_NOT_PRIME",
    `The key's ${name} is not a prime, so its signatures could be forged. ${FIX}`,
  );
}

const FIX = "Copy the key again from where it was made; if it is still the same, do not use it.";
