import { expect, test } from "vitest";
import * as library from "../src/index.js";
import { readFixtures } from "./vectors/read-fixtures.js";
import { signWithNonce } from "./vectors/sign-with-nonce.js";
import { runVectors } from "./vectors/suite.js";

/** Files with a key for each case: tables for all of them take seconds, so only `npm run vectors` tries WebAssembly with them. */
const hasManyKeys = (file: string): boolean => /^nist-fips186-3-sig/.test(file);

/** How many cases each file makes with its engines, so that a file that is cut short does not pass. */
const CASES: Readonly<Record<string, number>> = {
  "interop-java17": 124,
  "interop-openssl-cli": 45,
  "interop-python-cryptography": 129,
  "java-sun-domain-params": 5,
  "nist-fips186-2-keypair": 10,
  "nist-fips186-2-siggen": 105,
  "nist-fips186-2-sigver": 90,
  "nist-fips186-3-keypair": 40,
  "nist-fips186-3-pqgver": 190,
  "nist-fips186-3-siggen": 1500,
  "nist-fips186-3-sigver": 1200,
  "rfc6979-dsa": 160,
  "wycheproof-dsa-2048-256": 1515,
};

test.each(Object.entries(readFixtures()))(
  "every case of %s is answered correctly by every engine",
  async (file, content) => {
    const [report] = await runVectors(
      { ...library, signWithNonce },
      { [file]: content },
      { engines: hasManyKeys(file) ? ["node", "portable"] : ["node", "wasm", "portable"], primes: "few" },
    );
    expect(report?.wrong).toEqual([]);
    expect(report?.cases).toBe(CASES[file]);
  },
  120_000,
);
