import { afterEach, expect, test, vi } from "vitest";
import { sign, signAsync, verifySync, type EngineName } from "../../src/index.js";
import { codeOf, testKeys } from "../keys.js";

const crypto = process.getBuiltinModule("node:crypto");
const body = '{"todo":"welcome"}';

afterEach(() => void vi.restoreAllMocks());

test.each<[EngineName | undefined, number]>([
  [undefined, 2],
  ["node", 2],
  // It only verifies.
  ["wasm", 2],
  ["portable", 0],
])("with the engine %s, Node signs this many times of two: %i", async (engine, times) => {
  const { publicKey, signingKey } = await testKeys();
  const native = vi.spyOn(crypto, "sign");
  for (const header of [sign(body, signingKey, { engine }), await signAsync(body, signingKey, { engine })])
    expect(verifySync(body, header, publicKey).valid).toBe(true);
  expect(native).toHaveBeenCalledTimes(times);
});

test("an engine that does not exist is refused", async () => {
  const { signingKey } = await testKeys();
  expect(codeOf(() => sign(body, signingKey, { engine: "fast" as EngineName }))).toBe("ERR_INVALID_OPTION");
});
