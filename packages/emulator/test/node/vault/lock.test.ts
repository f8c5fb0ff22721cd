import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isEmulatorError, openVault, type EmulatorError, type OpenVaultOptions } from "../../../src/index.js";
import { newFolder, quick } from "./folder.js";

/** What opening a vault fails with. */
async function refusal(folder: string, options: OpenVaultOptions): Promise<EmulatorError> {
  const error: unknown = await openVault(folder, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isEmulatorError(error)) throw new Error("it was opened", { cause: error });
  return error;
}

async function secured(
  options: (folder: string) => OpenVaultOptions = quick,
): Promise<{ folder: string; keyId: string }> {
  const folder = newFolder();
  const { keyId } = await (await openVault(folder, options(folder))).secure();
  return { folder, keyId };
}

const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe("a vault under a passphrase", () => {
  const passphrase = "Sch\u00f6ne Gr\u00fc\u00dfe";
  const under = (): OpenVaultOptions => ({ passphrase, keys: quick("").keys });

  it("opens with it, however its accents were typed, and with no other", async () => {
    const { folder, keyId } = await secured(under);
    const vault = await openVault(folder, { passphrase: passphrase.normalize("NFD") });
    expect(await vault.showKey("development")).toMatchObject({ keyId });

    const before = readFileSync(path.join(folder, "vault.json"), "utf8");
    const error = await refusal(folder, { passphrase: "schöne Grüße" });
    expect(error.code).toBe("ERR_VAULT_PASSPHRASE");
    expect(error.message).toContain("Try again");
    expect(readFileSync(path.join(folder, "vault.json"), "utf8"), "a typing slip changes nothing").toBe(before);
    expect(before).not.toContain(passphrase);

    const { message, code } = await refusal(folder, quick(folder));
    expect({ message, code }).toEqual({
      code: "ERR_VAULT_LOCK_KIND",
      message: "The vault is locked with a passphrase. Open it with { passphrase }.",
    });
  });

  it("stores what is needed to open it, and is written with its scrypt setting", async () => {
    const { folder } = await secured(under);
    const file = JSON.parse(readFileSync(path.join(folder, "vault.json"), "utf8")) as Record<string, unknown>;
    expect(file).toMatchObject({
      format: "ck-vault",
      version: 1,
      lock: { kind: "passphrase", kdf: "scrypt", cost: 131_072, blockSize: 8, parallelization: 1 },
    });
  });
});

describe("a vault under a key file", () => {
  it("makes the file at the first use", async () => {
    const { folder, keyId } = await secured();
    expect(readFileSync(quick(folder).keyFile!, "utf8")).toMatch(/^ck-vault-key-1 [\w+/]{43}=\n$/);
    expect(await (await openVault(folder, quick(folder))).showKey("development")).toMatchObject({ keyId });
  });

  it("does not make a second one where the first is gone", async () => {
    const { folder } = await secured();
    const { keyFile } = quick(folder);
    rmSync(keyFile!);
    const error = await refusal(folder, quick(folder));
    expect(error.code).toBe("ERR_VAULT_KEY_FILE_MISSING");
    expect(error.message).toContain("Restore it");
    expect(readdirSync(folder)).not.toContain("vault.key");
  });

  it.each([0o640, 0o604, 0o660, 0o644, 0o777, 0o602])(
    "refuses a file of mode %o and says how to close it",
    async (rights) => {
      const { folder } = await secured();
      const { keyFile } = quick(folder);
      chmodSync(keyFile!, rights);
      const error = await refusal(folder, quick(folder));
      expect(error.code).toBe("ERR_VAULT_KEY_FILE_RIGHTS");
      expect(error.message).toContain(`chmod 600 ${keyFile!}`);
      chmodSync(keyFile!, 0o600);
      await openVault(folder, quick(folder));
    },
  );

  it("refuses an open file before there is a vault, another vault's file, and what is not a key file", async () => {
    const { folder } = await secured();
    const other = await secured();
    const { keyFile } = quick(folder);
    copyFileSync(quick(other.folder).keyFile!, keyFile!);
    expect(await refusal(folder, quick(folder))).toMatchObject({ code: "ERR_VAULT_KEY_FILE_WRONG" });
    writeFileSync(keyFile!, "x".repeat(1000));
    expect(await refusal(folder, quick(folder))).toMatchObject({ code: "ERR_VAULT_KEY_FILE_WRONG" });
    expect(await refusal(folder, { passphrase: "x" })).toMatchObject({ code: "ERR_VAULT_LOCK_KIND" });

    const empty = newFolder();
    mkdirSync(empty);
    copyFileSync(quick(other.folder).keyFile!, quick(empty).keyFile!);
    chmodSync(quick(empty).keyFile!, 0o644);
    expect(await refusal(empty, quick(empty))).toMatchObject({ code: "ERR_VAULT_KEY_FILE_RIGHTS" });
  });

  it("says what the system says where the file cannot be read", async () => {
    const { folder } = await secured();
    rmSync(quick(folder).keyFile!);
    mkdirSync(quick(folder).keyFile!, { mode: 0o700 });
    const error = await refusal(folder, quick(folder));
    expect(error).toMatchObject({ code: "ERR_VAULT_FILE", cause: { code: "EISDIR" } });
  });
});

it.each([{}, { passphrase: "" }, { keyFile: "" }, { passphrase: "a", keyFile: "b" }, { passphrase: 1 }])(
  "refuses to be locked with %j",
  async (options) => {
    expect(await refusal(newFolder(), options as OpenVaultOptions)).toMatchObject({ code: "ERR_INVALID_OPTION" });
  },
);

describe("the files of a vault", () => {
  it("are its owner's alone whatever the umask, and git is kept out", async () => {
    const umask = process.umask(0);
    const { folder } = await secured().finally(() => process.umask(umask));
    expect(mode(folder)).toBe("700");
    for (const name of readdirSync(folder)) expect(`${name} ${mode(path.join(folder, name))}`).toBe(`${name} 600`);
    expect(readFileSync(path.join(folder, ".gitignore"), "utf8")).toBe("*\n");
    expect(readdirSync(folder).sort()).toEqual([".gitignore", "vault.json", "vault.key"]);
  });

  it("are closed again where somebody opened them", async () => {
    const { folder } = await secured();
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, "vault.json"), 0o644);
    await (await openVault(folder, quick(folder))).rotate();
    expect([mode(folder), mode(path.join(folder, "vault.json"))]).toEqual(["700", "600"]);
  });

  it("do not close a folder that is not called .ck", async () => {
    const shared = path.join(newFolder(), "..", "shared");
    mkdirSync(shared, { mode: 0o755 });
    await (await openVault(shared, quick(shared))).secure();
    expect(mode(shared)).toBe("755");
    expect(mode(path.join(shared, "vault.json"))).toBe("600");
    expect(readdirSync(shared).sort()).toEqual(["vault.json", "vault.key"]);
  });

  it("are not made by looking into a vault that does not exist", async () => {
    const folder = newFolder();
    const vault = await openVault(folder, quick(folder));
    await vault.history();
    expect(() => readdirSync(folder)).toThrow(expect.objectContaining({ code: "ENOENT" }));
  });
});
