import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as Signature from "../../../src/index.js";
import { createRateMeter } from "../../../src/engine/wasm/rate-meter.js";
import { codeOf } from "../../keys.js";

const body = '{"todo":"welcome"}';
type Builtins = (id: string) => unknown;
const real = process.getBuiltinModule.bind(process) as Builtins;

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllGlobals();
});

/** A copy of the package that sees another `node:crypto`. */
async function loadWith(changes: Record<string, unknown>): Promise<typeof Signature> {
  const getBuiltinModule: Builtins = (id) =>
    id === "node:crypto" ? { ...(real(id) as object), ...changes } : real(id);
  vi.stubGlobal(
    "process",
    new Proxy(process, {
      get: (target, name) => (name === "getBuiltinModule" ? getBuiltinModule : (Reflect.get(target, name) as unknown)),
    }),
  );
  return import("../../../src/index.js");
}

/** The package with a key and a signature of its own. */
async function setUp(changes: Record<string, unknown> = {}): Promise<{
  library: typeof Signature;
  key: Signature.PublicKey;
  header: string;
}> {
  const library = await loadWith(changes);
  const pair = await library.generateKeyPair({ parameters: "published" });
  return { library, key: library.importPublicKey(pair.publicKey), header: library.sign(body, pair.privateKey) };
}

describe("verifyMaybeSync", () => {
  it("gives the result itself for a key with tables and for what is no signature, and a promise otherwise", async () => {
    const { library, key, header } = await setUp();
    const { verifyMaybeSync } = library;
    expect(verifyMaybeSync(body, "AAAA", key)).toEqual({ valid: false, reason: "malformed" });
    const pooled = verifyMaybeSync(body, header, key);
    expect(pooled).toBeInstanceOf(Promise);
    expect(await pooled).toMatchObject({ valid: true, keyId: key.keyId });
    expect(verifyMaybeSync(body, header, key, { engine: "wasm" })).toMatchObject({ valid: true, keyId: key.keyId });
    expect(verifyMaybeSync(`${body} `, header, key)).toEqual({ valid: false, reason: "mismatch" });
  });

  it("tries each key until one fits", async () => {
    const { library, key, header } = await setUp();
    const other = library.importPublicKey((await library.generateKeyPair({ parameters: "published" })).publicKey);
    for (const engine of [undefined, "wasm"] as const) {
      expect(await library.verifyMaybeSync(body, header, [other, key], { engine })).toMatchObject({ keyId: key.keyId });
      expect(await library.verifyMaybeSync(body, header, [other, other], { engine })).toMatchObject({ valid: false });
    }
  });
});

describe("a key that is checked often", () => {
  it("gets tables, a slice at a check, and WebAssembly takes over", async () => {
    const { library, key, header } = await setUp();
    library.configureEngine({ checksPerSecond: 0 });
    expect(library.engineName(key)).toBe("node");
    let checks = 0;
    while (library.engineName(key) === "node" && checks < 1000) {
      expect(library.verifySync(body, header, key).valid).toBe(true);
      checks++;
    }
    expect(library.engineName(key)).toBe("wasm");
    // 8,600 products in slices of 120.
    expect(checks).toBeGreaterThan(30);
    expect(library.verifySync(body, header, key).valid).toBe(true);
    expect(library.verifySync(`${body} `, header, key)).toEqual({ valid: false, reason: "mismatch" });
    expect((await library.verify(body, header, key)).valid).toBe(true);
    expect((await library.verify(`${body} `, header, key)).valid).toBe(false);
    expect((await library.verify(`${body}${" ".repeat(300_000)}`, header, key)).valid).toBe(false);
  });

  it("stays with node:crypto while it is not, and always where tables are not wanted", async () => {
    const { library, key, header } = await setUp();
    for (let checks = 0; checks < 20; checks++) library.verifySync(body, header, key);
    expect(library.engineName(key)).toBe("node");
    library.configureEngine({ checksPerSecond: Infinity });
    for (let checks = 0; checks < 200; checks++) library.verifySync(body, header, key);
    expect(library.engineName(key)).toBe("node");
  });

  it("gets none where there is no room for them", async () => {
    const { library, key, header } = await setUp();
    library.configureEngine({ checksPerSecond: 0, maxTableBytes: 1000 });
    for (let checks = 0; checks < 100; checks++) expect(library.verifySync(body, header, key).valid).toBe(true);
    expect(library.engineName(key)).toBe("node");
    expect(codeOf(() => library.verifySync(body, header, key, { engine: "wasm" }))).toBe("ERR_RUNTIME");
  });

  it("gets them at the fourth check where node:crypto has no DSA", async () => {
    const { header, key: known } = await setUp();
    vi.resetModules();
    const library = await loadWith({
      verify: () => {
        throw new Error("not supported");
      },
    });
    const key = library.importPublicKey(known);
    expect(library.engineName(key)).toBe("portable");
    for (let checks = 0; checks < 50; checks++) expect(library.verifySync(body, header, key).valid).toBe(true);
    expect(library.engineName(key)).toBe("wasm");
    expect(library.verifySync(`${body} `, header, key).valid).toBe(false);
  });
});

describe("a rate", () => {
  it("is reached by as many checks as three seconds have at it", () => {
    let time = 0;
    const meter = createRateMeter(() => time);
    const perSecond = (count: number, rate: number): boolean[] =>
      Array.from({ length: count }, () => {
        time += 1000 / rate;
        return meter.isAtLeast(50);
      });
    expect(perSecond(500, 40)).not.toContain(true);
    expect(perSecond(500, 60)).toContain(true);
  });
});

describe("the safety net", () => {
  it("rejects a request about which node:crypto does not agree, and switches the engine off", async () => {
    const reports: Signature.SignatureError[] = [];
    const verify = vi.fn((real("node:crypto") as { verify: (...given: unknown[]) => boolean }).verify);
    const { library, key, header } = await setUp({ verify });
    library.configureEngine({ onDisagreement: (error) => reports.push(error) });
    expect(library.verifySync(body, header, key, { engine: "wasm" }).valid).toBe(true);
    // node:crypto rejects a genuine signature.
    verify.mockReturnValue(false);
    expect(library.verifySync(body, header, key, { engine: "wasm" })).toEqual({ valid: false, reason: "mismatch" });
    expect(reports.map(({ code }) => code)).toEqual(["ERR_ENGINE_DISAGREES"]);
    verify.mockRestore();
    // node:crypto goes on, also where WebAssembly was asked for by name: a server must not refuse every request.
    for (const options of [{}, { engine: "wasm" }] as const) {
      expect(library.verifySync(body, header, key, options).valid).toBe(true);
      expect((await library.verify(`${body} `, header, key, options)).valid).toBe(false);
    }
    expect(library.engineName(key)).toBe("node");
    expect(reports).toHaveLength(1);
  });

  it("repeats the first hundred verdicts of a key, and one in 256 later", async () => {
    const verify = vi.fn((real("node:crypto") as { verify: (...given: unknown[]) => boolean }).verify);
    const { library, key, header } = await setUp({ verify });
    library.verifySync(body, header, key, { engine: "wasm" });
    verify.mockClear();
    for (let checks = 1; checks < 100; checks++) library.verifySync(body, header, key, { engine: "wasm" });
    expect(verify).toHaveBeenCalledTimes(99);
    verify.mockClear();
    for (let checks = 100; checks < 612; checks++) library.verifySync(body, header, key, { engine: "wasm" });
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it("refuses what the policy of node:crypto refuses, also by hash", async () => {
    const verifyNatively = (real("node:crypto") as { verify: (...given: unknown[]) => boolean }).verify;
    const { library, key, header } = await setUp({
      verify: (hash: string, ...rest: unknown[]) => {
        if (hash === "sha1") throw new Error("disabled by policy");
        return verifyNatively(hash, ...rest);
      },
    });
    const checkWith = (hash: Signature.Hash): unknown =>
      codeOf(() => library.verifySync(body, header, key, { engine: "wasm", hash }));
    for (let checks = 0; checks < 120; checks++) expect(checkWith("sha256")).toBeUndefined();
    expect(checkWith("sha1")).toBe("ERR_RUNTIME");
    expect(checkWith("sha1")).toBe("ERR_RUNTIME");
  });

  it("does not let a reporter that throws change the verdict", async () => {
    const verify = vi.fn((real("node:crypto") as { verify: (...given: unknown[]) => boolean }).verify);
    const { library, key, header } = await setUp({ verify });
    library.configureEngine({
      onDisagreement: () => {
        throw new Error("the reporter is down");
      },
    });
    library.verifySync(body, header, key, { engine: "wasm" });
    verify.mockReturnValue(false);
    expect(library.verifySync(body, header, key, { engine: "wasm" }).valid).toBe(false);
  });
});

it("options that cannot be are refused", async () => {
  const { library } = await setUp();
  expect(codeOf(() => library.configureEngine({ checksPerSecond: -1 }))).toBe("ERR_INVALID_OPTION");
  expect(codeOf(() => library.configureEngine({ maxTableBytes: "64 MB" as never }))).toBe("ERR_INVALID_OPTION");
  expect(codeOf(() => library.configureEngine({ onDisagreement: 1 as never }))).toBe("ERR_INVALID_OPTION");
});
