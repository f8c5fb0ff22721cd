import { generateKeyPair, type KeyPair } from "@ck/signature";
import { beforeAll, describe, expect, it } from "vitest";
import { isNewerJob, memoryStore, sealedStore, startupChecks, type Finding, type Store } from "../../src/index.js";

const finding: Finding = { severity: "warning", about: "store", message: "It is blue.", fix: "Paint it." };

describe("startupChecks", () => {
  let pair: KeyPair;
  beforeAll(async () => {
    pair = await generateKeyPair({ parameters: "published" });
  });

  it("finds nothing where all is well, and checks only what it is given", async () => {
    const store = memoryStore();
    expect(await startupChecks({ publicKey: pair.publicKey, replay: { store }, lateAnswers: { store } })).toEqual([]);
    expect(await startupChecks({})).toEqual([]);
  });

  it("says of the keys: none, none that can be read, none for an environment, an outdated size, unsigned", async () => {
    const check = (publicKey: never): Promise<readonly Finding[]> => startupChecks({ publicKey });
    expect(await check(undefined as never)).toEqual([
      {
        severity: "error",
        about: "keys",
        message: expect.stringContaining("publicKey is undefined") as string,
        fix: expect.stringContaining("Show key") as string,
      },
    ]);
    expect(await check("MIIhello" as never)).toMatchObject([{ severity: "error", about: "keys" }]);
    expect(await check({ production: pair.publicKey } as never)).toMatchObject([
      { severity: "warning", message: expect.stringContaining("no key for development") as string },
    ]);
    const small = await generateKeyPair({ modulusLength: 1024 });
    expect(await check(small.publicKey as never)).toMatchObject([{ severity: "warning", about: "keys" }]);
    expect(await check(false as never)).toMatchObject([{ severity: "warning", about: "keys" }]);
  });

  it("says that a store fails or hangs, with its reason, and never rejects", async () => {
    const failing: Store = {
      ...memoryStore(),
      get: () => Promise.reject(new Error("No.", { cause: new Error("ECONNREFUSED") })),
    };
    expect(await startupChecks({ replay: { store: failing } })).toEqual([
      {
        severity: "error",
        about: "store",
        message: "The store does not work: No. (ECONNREFUSED)",
        fix: "Start it, or correct its address and credentials.",
      },
    ]);
    const hanging: Store = { ...memoryStore(), get: () => new Promise(() => undefined) };
    expect(await startupChecks({ replay: { store: hanging }, timeoutMs: 1 })).toMatchObject([{ severity: "error" }]);
  });

  it("asks each store once for what it finds itself, also one that is sealed, and the queue", async () => {
    let asked = 0;
    const check = (): Promise<readonly Finding[]> => {
      asked++;
      return Promise.resolve([finding]);
    };
    const store: Store = { ...memoryStore(), check };
    const queue = { add: () => Promise.resolve(), check: () => Promise.reject(new Error("gone")) };
    expect(await startupChecks({ replay: { store }, lateAnswers: { store, queue } })).toEqual([
      finding,
      expect.objectContaining({ about: "queue", message: "The queue does not work: gone" }),
    ]);
    expect(asked).toBe(1);
    const sealed = sealedStore(store, "a secret of 32 bytes or more, from your configuration");
    expect(await startupChecks({ lateAnswers: { store: sealed } })).toEqual([finding]);
  });
});

describe("isNewerJob", () => {
  it.each([
    ['{"version":1}', false],
    ['{"version":2}', true],
    [`sealed:job-1:${Buffer.from([1, 2, 3]).toString("base64")}`, false],
    [`sealed:job-1:${Buffer.from([2, 2, 3]).toString("base64")}`, true],
    ["null", false],
    ["hello", false],
    ["sealed:", false],
  ])("%s: %s", (data, isNewer) => {
    expect(isNewerJob(data)).toBe(isNewer);
  });
});
