/* The same module with its parts within reach, for the tests: built with assertions. */
import { multiply, negate, spreadOut } from "./field";
import { invert } from "./inverse";
import { select } from "./key";
import { VALUE_NEGATED, X, Y } from "./memory";
import { multiplyModQ } from "./scalar";

export * from "./index";

/** out = x·t/R mod p, all digits. */
export function testMultiply(key: usize, out: usize, x: usize, t: usize): void {
  select(key);
  spreadOut(Y, t);
  negate(VALUE_NEGATED, Y);
  spreadOut(X, x);
  multiply(Y, out, X, t, VALUE_NEGATED);
}

/** out = x·y/2^256 mod q, all 8 words. */
export function testMultiplyModQ(key: usize, out: usize, x: usize, y: usize): void {
  select(key);
  multiplyModQ(out, x, y);
}

/** out = 1/x mod q, both 8 words. */
export function testInvert(key: usize, out: usize, x: usize): void {
  select(key);
  invert(out, x);
}
