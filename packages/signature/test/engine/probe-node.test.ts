import { expect, test } from "vitest";
import { bitLength, modPow } from "../../src/bytes/bigint.js";
import { probeNode, probeParameters } from "../../src/engine/probe-node.js";
import { isProbablePrimeSync } from "../../src/key/primality.js";

test("the probe's parameters have the size of usual ones, a prime q, and a generator of order q", () => {
  const { p, q, g } = probeParameters();
  expect([bitLength(p), bitLength(q)]).toEqual([2048, 256]);
  expect(isProbablePrimeSync(q)).toBe(true);
  expect(g > 1n && g < p - 1n).toBe(true);
  expect(modPow(g, q, p)).toBe(1n);
  // Powers of g differ modulo q, so that a check has something to compute.
  expect(g % q).not.toBe(modPow(g, 2n, p) % q);
});

test("Node verifies DSA", () => {
  expect(probeNode()?.name).toBe("node");
});
