import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkDomainParameters, checkPublicKey, exportPublicKey } from "../../src/index.js";
import { isProbablePrime, millerRabin } from "../../src/key/primality.js";
import { publishedParameters } from "../../src/key/published-parameters.js";
import { testKeys } from "../keys.js";

const { key, publicKey: pem } = await testKeys();

test("published parameters are prime and have a generator of order q", async () => {
  for (const [modulus, divisor] of [
    [1024, 160],
    [2048, 224],
    [2048, 256],
    [3072, 256],
  ] as const) {
    const parameters = publishedParameters(modulus, divisor);
    if (parameters === undefined) throw new Error("missing");
    await checkDomainParameters(parameters);
    expect(await isProbablePrime(parameters.p)).toBe(true);
    expect(await isProbablePrime(parameters.q)).toBe(true);
  }
});

test("checkPublicKey finds a composite p or q, with the runtime's primality test and with ours", async () => {
  const fixture = JSON.parse(
    readFileSync(new URL("../fixtures/nist-fips186-3-pqgver.json", import.meta.url), "utf8"),
  ) as {
    groups: { tests: { p: string; q: string; comment: string }[] }[];
  };
  const composite = fixture.groups[0]?.tests.find(({ comment }) => comment === "F (P not prime)");
  const parameters = { p: BigInt(`0x${composite?.p}`), q: BigInt(`0x${composite?.q}`) };
  await expect(checkDomainParameters(parameters)).rejects.toMatchObject({ code: "ERR_KEY_MODULUS_NOT_PRIME" });
  const { p: goodP, q: goodQ } = exportPublicKey((await testKeys(1024)).key, "numbers");
  for (const [number, prime] of [
    [goodP, true],
    [goodQ, true],
    [goodQ * goodQ, false],
    [parameters.p, false],
    [561n, false],
    [2n, true],
    [1n, false],
  ] as const) {
    expect(await isProbablePrime(number)).toBe(prime);
    if (number > 3n) expect(await millerRabin(number)).toBe(prime);
  }
  expect(await checkPublicKey(pem)).toMatchObject({ keyId: key.keyId });
});
