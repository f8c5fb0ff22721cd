import { expect, test } from "vitest";
import * as library from "../src/index.js";
import { readFixtures } from "./vectors/read-fixtures.js";
import { signWithNonce } from "./vectors/sign-with-nonce.js";
import { runVectors } from "./vectors/suite.js";

/** How many cases each file makes with two engines, so that a file that is cut short does not pass. */
const CASES: Readonly<Record<string, number>> = {
  "interop-java17": 85,
  "interop-openssl-cli": 30,
  "interop-python-cryptography": 89,
  "java-sun-domain-params": 5,
  "nist-fips186-2-keypair": 10,
  "nist-fips186-2-siggen": 75,
  "nist-fips186-2-sigver": 60,
  "nist-fips186-3-keypair": 40,
  "nist-fips186-3-pqgver": 190,
  "nist-fips186-3-siggen": 1500,
  "nist-fips186-3-sigver": 1200,
  "rfc6979-dsa": 120,
  "wycheproof-dsa-2048-256": 1010,
};

test.each(Object.entries(readFixtures()))(
  "every case of %s is answered correctly by both engines",
  async (file, content) => {
    const [report] = await runVectors(
      { ...library, signWithNonce },
      { [file]: content },
      { engines: ["node", "portable"], primes: "few" },
    );
    expect(report?.wrong).toEqual([]);
    expect(report?.cases).toBe(CASES[file]);
  },
  120_000,
);
