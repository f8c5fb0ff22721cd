import { exportPublicKey, importPublicKey, verify } from "@ck/signature";
import { describe, expect, it } from "vitest";
import { openVault, type Vault } from "../../../src/index.js";
import { newFolder, quick } from "./folder.js";

const body = new TextEncoder().encode('{"todo":"welcome","environment":"development"}');

async function newVault(): Promise<Vault> {
  const folder = newFolder();
  return openVault(folder, quick(folder));
}

/** The id of the key that a request is signed with in each environment. */
async function signing(vault: Vault): Promise<Record<string, string | undefined>> {
  const sign = vault.signer();
  const keys = (await vault.history()).map(({ pem }) => pem);
  const found: Record<string, string | undefined> = {};
  for (const environment of ["development", "production"] as const) {
    const header = await sign(body, environment).catch((error: unknown) => (error as { code: string }).code);
    for (const key of keys) {
      const { valid } = await verify(body, header, key);
      if (valid) found[environment] = importPublicKey(key).keyId;
    }
    found[environment] ??= header;
  }
  return found;
}

describe("the keys of a bot", () => {
  it("are none before it is secured", async () => {
    const vault = await newVault();
    expect(await vault.showKey("development")).toBeUndefined();
    expect(await vault.history()).toEqual([]);
    expect(await signing(vault)).toEqual({ development: "ERR_VAULT_NO_KEY", production: "ERR_VAULT_NO_KEY" });
    await expect(vault.rotate()).rejects.toMatchObject({ code: "ERR_VAULT_NO_KEY" });
    await expect(vault.deploy()).rejects.toMatchObject({ code: "ERR_VAULT_NO_KEY" });
  });

  it("sign in development at once, and in production with the next deploy", async () => {
    const vault = await newVault();
    const { keyId: first } = await vault.secure();
    expect(await signing(vault)).toEqual({ development: first, production: "ERR_VAULT_NO_KEY" });
    expect(await vault.showKey("production")).toBeUndefined();

    expect(await vault.deploy()).toMatchObject({ keyId: first });
    expect(await signing(vault)).toEqual({ development: first, production: first });

    const { keyId: second } = await vault.rotate();
    expect(second).not.toBe(first);
    expect(await signing(vault)).toEqual({ development: second, production: first });

    expect(await vault.deploy()).toMatchObject({ keyId: second });
    expect(await signing(vault)).toEqual({ development: second, production: second });
  });

  it("are made once, however often the bot is secured", async () => {
    const vault = await newVault();
    const keys = await Promise.all([vault.secure(), vault.secure(), vault.secure()]);
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
    expect(await vault.history()).toHaveLength(1);
    expect(await vault.secure()).toEqual(keys[0]);
  });

  it("leave a history, with the time at which each was retired", async () => {
    const folder = newFolder();
    let day = 0;
    const now = (): Date => new Date(Date.UTC(2025, 0, ++day));
    const vault = await openVault(folder, { ...quick(folder), now });
    const at = (date: number): string => new Date(Date.UTC(2025, 0, date)).toISOString();
    await vault.secure();
    await vault.deploy();
    await vault.rotate();
    await vault.rotate();
    const history = await vault.history();
    expect(history.map(({ created, retired, environments }) => ({ created, retired, environments }))).toEqual([
      { created: at(1), retired: undefined, environments: ["production"] },
      { created: at(3), retired: at(4), environments: [] },
      { created: at(4), retired: undefined, environments: ["development"] },
    ]);
    await vault.deploy();
    expect((await vault.history()).map(({ retired }) => retired)).toEqual([at(5), at(4), undefined]);
    await vault.deploy();
    expect((await vault.history()).map(({ retired }) => retired)).toEqual([at(5), at(4), undefined]);
  });

  it("are shown as the console prints them", async () => {
    const folder = newFolder();
    const vault = await openVault(folder, { keyFile: quick(folder).keyFile! });
    const key = await vault.secure();
    // The next letter says how long the key is, and one key in 128 is a byte longer or shorter than the others.
    expect(key.base64).toMatch(/^MIID[A-Za-z0-9+/]+=*$/);
    expect(key.pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(exportPublicKey(key.base64, "pem")).toBe(key.pem);
    for (const form of [key.base64, key.pem])
      expect(importPublicKey(form)).toMatchObject({ keyId: key.keyId, modulusLength: 2048, divisorLength: 256 });
    expect(await vault.showKey("development")).toEqual(key);
  });

  it("are shared by all who have the vault open", async () => {
    const folder = newFolder();
    const [one, other] = [await openVault(folder, quick(folder)), await openVault(folder, quick(folder))];
    const sign = one.signer();
    await other.secure();
    const { pem } = await other.rotate();
    expect(await verify(body, await sign(body, "development"), pem)).toMatchObject({ valid: true });
    expect(await one.history()).toEqual(await other.history());
  });
});

describe("the signer", () => {
  it("signs as it is told, and with SHA-256, DER and Base64 where it is not", async () => {
    const vault = await newVault();
    const { pem } = await vault.secure();
    for (const options of [
      {},
      { hash: "sha512", encoding: "hex" },
      { format: "p1363", encoding: "base64url" },
    ] as const) {
      const header = await vault.signer(options)(body, "development");
      expect(await verify(body, header, pem, options)).toMatchObject({ valid: true });
    }
    expect(await vault.signer()(body, "development")).toMatch(/^MC[\w+/]+=*$/);
  });

  it("can use the key that was retired last, and no older one is kept", async () => {
    const vault = await newVault();
    await vault.secure();
    const stale = vault.signer({ key: "previous" });
    await expect(stale(body, "development")).rejects.toMatchObject({ code: "ERR_VAULT_NO_KEY" });
    for (let time = 0; time < 3; time++) {
      const { pem } = (await vault.showKey("development"))!;
      await vault.rotate();
      expect(await verify(body, await stale(body, "development"), pem)).toMatchObject({ valid: true });
    }
  });

  it("refuses what it does not know", async () => {
    const vault = await newVault();
    await vault.secure();
    await expect(vault.signer()(body, "staging" as "production")).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    await expect(vault.showKey("" as "production")).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect(() => vault.signer({ key: "next" as "current" })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }),
    );
  });
});
