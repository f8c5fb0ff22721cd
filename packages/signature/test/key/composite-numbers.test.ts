import { createPublicKey } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { writePem, writeSpki } from "../../src/key-format/key-bytes.js";
import type * as Signature from "../../src/index.js";
import { testKeys } from "../keys.js";
import { compositeP, compositeQ } from "./composite-keys.js";

const der = (numbers: Signature.PublicKeyNumbers) => writeSpki(numbers, numbers.y);
const pem = (numbers: Signature.PublicKeyNumbers) => writePem("PUBLIC KEY", der(numbers));
const base64 = (numbers: Signature.PublicKeyNumbers) => Buffer.from(der(numbers)).toString("base64");

afterEach(() => void vi.unstubAllGlobals());

/** The package as it is in a runtime with or without `node:crypto`. */
async function loadIn(runtime: string): Promise<typeof Signature> {
  vi.resetModules();
  if (runtime === "WebCrypto alone") {
    const withoutBuiltins: ProxyHandler<NodeJS.Process> = {
      get: (target, name) => (name === "getBuiltinModule" ? undefined : (Reflect.get(target, name) as unknown)),
    };
    vi.stubGlobal("process", new Proxy(process, withoutBuiltins));
  }
  return import("../../src/index.js");
}

describe.each(["Node", "WebCrypto alone"])("with %s, a key with a composite q is refused", (runtime) => {
  const refused = { code: "ERR_KEY_DIVISOR_NOT_PRIME" };
  const thrown = expect.objectContaining(refused) as Error;

  test("in every form, at every synchronous entrance", async () => {
    const library = await loadIn(runtime);
    for (const key of [
      compositeQ,
      pem(compositeQ),
      base64(compositeQ),
      der(compositeQ),
      createPublicKey(pem(compositeQ)),
    ]) {
      expect(() => library.importPublicKey(key)).toThrow(thrown);
      expect(() => library.createKeyRing({ development: key })).toThrow(thrown);
      expect(() => library.createKeyRing().add("production", key)).toThrow(thrown);
      expect(() => library.verifySync("{}", undefined, key)).toThrow(thrown);
    }
    expect(() => library.importPrivateKey({ ...compositeQ, x: 2n })).toThrow(thrown);
  });

  test("at every asynchronous entrance", async () => {
    const library = await loadIn(runtime);
    await expect(library.verify("{}", undefined, pem(compositeQ))).rejects.toMatchObject(refused);
    await expect(library.checkPublicKey(pem(compositeQ))).rejects.toMatchObject(refused);
    await expect(library.checkDomainParameters(compositeQ)).rejects.toMatchObject(refused);
    await expect(library.loadKeyRing(() => ({ production: pem(compositeQ) }))).rejects.toMatchObject(refused);
    const variables = library.keysFromVariables("KEY", { KEY: base64(compositeQ) });
    await expect(library.loadKeyRing(variables)).rejects.toMatchObject(refused);
  });
});

describe("a key with a composite p", () => {
  const refused = { code: "ERR_KEY_MODULUS_NOT_PRIME" };

  test("is refused by the first load of a key ring, and by checkPublicKey", async () => {
    const { checkPublicKey, importPublicKey, loadKeyRing } = await loadIn("Node");
    expect(importPublicKey(compositeP).modulusLength).toBe(1024);
    await expect(checkPublicKey(pem(compositeP))).rejects.toMatchObject(refused);
    await expect(loadKeyRing(() => ({ development: pem(compositeP) }))).rejects.toMatchObject(refused);
  });

  test("is refused by a refresh, which reports it and keeps the old keys", async () => {
    const { loadKeyRing } = await loadIn("Node");
    const { publicKey, key } = await testKeys(1024);
    const errors: unknown[] = [];
    let content: Signature.KeyRingContent = { development: publicKey };
    const ring = await loadKeyRing(() => content, { onError: (error) => errors.push(error) });
    content = { development: [publicKey, pem(compositeP)] };
    expect(await ring.refresh()).toBe(false);
    expect(errors).toEqual([expect.objectContaining(refused)]);
    expect(ring.publicKeys().map(({ keyId }) => keyId)).toEqual([key.keyId]);
  });
});

test("a loaded key is tested once, however often the ring is refreshed, and warned about once a load", async () => {
  const { generateKeyPair, loadKeyRing } = await loadIn("Node");
  const { publicKey } = await generateKeyPair({ modulusLength: 1024 });
  const crypto = process.getBuiltinModule("node:crypto");
  const tests = vi.spyOn(crypto, "checkPrime");
  try {
    const onWarning = vi.fn();
    const ring = await loadKeyRing(() => ({ development: publicKey, production: publicKey }), { onWarning });
    expect(await ring.refresh()).toBe(true);
    expect(await ring.refresh()).toBe(true);
    expect(tests).toHaveBeenCalledOnce();
    // Each load imports the key for both environments.
    expect(onWarning).toHaveBeenCalledTimes(6);
  } finally {
    tests.mockRestore();
  }
});
