import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type * as Signature from "../src/index.js";
import { sign, verifySync } from "../src/index.js";
import { codeOf, testKeys } from "./keys.js";

type Builtins = (id: string) => unknown;

const real = process.getBuiltinModule.bind(process) as Builtins;
const body = '{"todo":"welcome"}';

/** A copy of the package that sees another runtime. */
async function loadWith(getBuiltinModule: Builtins | undefined): Promise<typeof Signature> {
  vi.resetModules();
  vi.stubGlobal(
    "process",
    new Proxy(process, {
      get: (target, name) => (name === "getBuiltinModule" ? getBuiltinModule : (Reflect.get(target, name) as unknown)),
    }),
  );
  return import("../src/index.js");
}

beforeEach(() => void vi.resetModules());
afterEach(() => void vi.unstubAllGlobals());

describe("the engine is chosen by what works", () => {
  test("node:crypto where it verifies DSA", async () => {
    expect((await loadWith(real)).engineName()).toBe("node");
  });

  test.each<[string, Builtins | undefined]>([
    ["there is no node:crypto", undefined],
    ["a bundler put nothing in its place", () => undefined],
    ["it cannot parse the key", crypto({ createPublicKey: fails })],
    ["it parses keys and cannot verify, as Bun's", crypto({ verify: fails })],
    ["it accepts everything", crypto({ verify: () => true })],
    ["it accepts nothing", crypto({ verify: () => false })],
  ])("portable where %s", async (_, builtins) => {
    const { publicKey, signingKey } = await testKeys();
    const header = sign(body, signingKey);
    const library = await loadWith(builtins);
    expect(library.engineName()).toBe("portable");
    expect((await library.verify(body, header, publicKey)).valid).toBe(true);
    expect((await library.verify(`${body} `, header, publicKey)).valid).toBe(false);
    await expect(library.verify(body, header, publicKey, { engine: "node" })).rejects.toMatchObject({
      code: "ERR_RUNTIME",
    });
  });

  test("what a policy of the runtime forbids is an error with a code, not a wrong signature", async () => {
    const old = await testKeys(1024);
    const header = sign(body, old.signingKey);
    const verifyNatively = (real("node:crypto") as { verify: (...given: unknown[]) => unknown }).verify;
    const library = await loadWith(
      crypto({
        verify: (
          hash: string,
          data: Uint8Array,
          key: { asymmetricKeyDetails?: { modulusLength: number } },
          ...rest: unknown[]
        ) => (key.asymmetricKeyDetails?.modulusLength === 1024 ? fails() : verifyNatively(hash, data, key, ...rest)),
      }),
    );
    expect(library.engineName()).toBe("node");
    await expect(library.verify(body, header, old.publicKey)).rejects.toMatchObject({ code: "ERR_RUNTIME" });
    expect((await library.verify(body, header, old.publicKey, { engine: "portable" })).valid).toBe(true);
  });

  test("portable where a browser has no crypto.subtle: on a page without HTTPS, in a worker of a sandboxed frame", async () => {
    const { publicKey, signingKey } = await testKeys();
    const header = sign(body, signingKey);
    const getRandomValues = globalThis.crypto.getRandomValues.bind(globalThis.crypto);
    vi.stubGlobal("crypto", { getRandomValues });
    const library = await loadWith(undefined);
    expect((await library.verify(body, header, publicKey)).valid).toBe(true);
    expect((await library.verify(`${body} `, header, publicKey)).valid).toBe(false);
    await expect(library.verify(body, header, publicKey, { hash: "sha512" })).rejects.toMatchObject({
      code: "ERR_ASYNC_ONLY",
    });
  });

  test("portable on Deno, whose own DSA is slower", async () => {
    vi.stubGlobal("Deno", {});
    expect((await loadWith(real)).engineName()).toBe("portable");
  });
});

function crypto(changes: Record<string, unknown>): Builtins {
  return (id) => (id === "node:crypto" ? { ...(real(id) as object), ...changes } : real(id));
}

function fails(): never {
  throw new Error("not supported");
}

describe("with WebCrypto alone", () => {
  test("every hash works asynchronously, and SHA-256 and SHA-224 also synchronously", async () => {
    const { signingKey, publicKey, privateKey } = await testKeys();
    const hashes = ["sha1", "sha224", "sha256", "sha384", "sha512"] as const;
    const headers = hashes.map((hash) => ({ hash, header: sign(body, signingKey, { hash }) }));
    const made: [Signature.Hash, string][] = [];

    const library = await loadWith(undefined);
    const imported = library.importPublicKey(publicKey);
    for (const { hash, header } of headers) {
      expect((await library.verify(body, header, imported, { hash })).valid).toBe(true);
      made.push([hash, await library.signAsync(body, privateKey, { hash })]);
      const expected = hash === "sha224" || hash === "sha256" ? undefined : "ERR_ASYNC_ONLY";
      expect(codeOf(() => library.verifySync(body, header, imported, { hash }))).toBe(expected);
      expect(codeOf(() => library.sign(body, privateKey, { hash }))).toBe(expected);
    }
    vi.unstubAllGlobals();
    for (const [hash, header] of made) expect(verifySync(body, header, publicKey, { hash }).valid).toBe(true);
  });

  test("keys are generated with published parameters, encrypted too, and what is impossible fails with a code", async () => {
    const library = await loadWith(undefined);
    const pair = await library.generateKeyPair({ parameters: "published", passphrase: "open" });
    expect(library.importPublicKey(pair.publicKey).divisorLength).toBe(256);
    expect(codeOf(() => library.importPrivateKey(pair.privateKey, { passphrase: "open" }))).toBe("ERR_KEY_ENCRYPTION");
    await expect(library.generateKeyPair()).rejects.toMatchObject({ code: "ERR_RUNTIME" });
    await expect(library.loadKeyRing(library.keysFromFiles("key.pem"))).rejects.toMatchObject({ code: "ERR_RUNTIME" });
  });

  test("without any crypto at all, there is a clear error", async () => {
    const library = await loadWith(undefined);
    vi.stubGlobal("crypto", undefined);
    await expect(library.generateKeyPair({ parameters: "published" })).rejects.toMatchObject({ code: "ERR_RUNTIME" });
  });
});

test("keys, sources and errors of one copy of the package work in another", async () => {
  const { publicKey, privateKey } = await testKeys();
  const [one, other] = [await loadWith(real), await loadWith(real)];
  expect(one.importPublicKey).not.toBe(other.importPublicKey);
  const key = one.importPublicKey(publicKey);
  const header = other.sign(body, one.importPrivateKey(privateKey));
  expect(other.verifySync(body, header, key)).toMatchObject({ valid: true, key });
  expect((await other.verify(body, header, one.createKeyRing({ development: key }))).valid).toBe(true);
  try {
    one.importPublicKey("");
  } catch (error) {
    expect(error instanceof other.SignatureError).toBe(false);
    expect(other.isSignatureError(error)).toBe(true);
  }
});
