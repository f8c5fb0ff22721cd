import fs from "node:fs";
import { copyFileSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openVault } from "../../../src/index.js";
import { newFolder, quick } from "../vault/folder.js";

const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe.skipIf(process.platform === "win32")("a symbolic link", () => {
  it("in the place of the vault's folder is refused, and what it points to stays as it is", async () => {
    const folder = newFolder();
    const target = path.join(path.dirname(folder), "elsewhere");
    mkdirSync(target, { mode: 0o755 });
    symlinkSync(target, folder);
    const opened = openVault(folder, quick(folder)).then((vault) => vault.secure());
    await expect(opened).rejects.toMatchObject({ code: "ERR_VAULT_LINK" });
    await expect(openVault(`${folder}/`, { passphrase: "x" })).rejects.toMatchObject({ code: "ERR_VAULT_LINK" });
    expect([mode(target), fs.readdirSync(target)]).toEqual(["755", []]);
  });

  it.each(["vault.json", "vault.key", ".gitignore", "vault.lock"])("in the place of %s is refused", async (name) => {
    const folder = newFolder();
    const vault = await openVault(folder, quick(folder));
    await vault.secure();
    const file = path.join(folder, name);
    const target = path.join(path.dirname(folder), "target");
    if (fs.existsSync(file)) renameSync(file, target);
    else writeFileSync(target, "untouched");
    const before = readFileSync(target, "utf8");
    symlinkSync(target, file);
    const reopened = openVault(folder, quick(folder)).then((again) => again.rotate());
    await expect(reopened).rejects.toMatchObject({ code: "ERR_VAULT_LINK" });
    expect(readFileSync(target, "utf8")).toBe(before);
  });

  it("to a key file outside of the vault's folder is followed, as secrets are mounted", async () => {
    const folder = newFolder();
    const parent = path.dirname(folder);
    await (await openVault(folder, quick(folder))).secure();
    copyFileSync(quick(folder).keyFile!, path.join(parent, "secret"));
    fs.chmodSync(path.join(parent, "secret"), 0o600);
    symlinkSync(path.join(parent, "secret"), path.join(parent, "mounted.key"));
    const vault = await openVault(folder, { keyFile: path.join(parent, "mounted.key") });
    expect(await vault.history()).toHaveLength(1);
  });
});

describe("file handles without sync, as Yarn's Plug'n'Play has them", () => {
  afterEach(() => vi.restoreAllMocks());

  it("still write the vault safely", async () => {
    const folder = newFolder();
    const handle = await fs.promises.open(process.execPath, "r");
    const prototype = Object.getPrototypeOf(handle) as { sync: () => Promise<void> };
    await handle.close();
    const sync = vi.spyOn(prototype, "sync").mockRejectedValue(new Error("Method not implemented."));
    const vault = await openVault(folder, quick(folder));
    const { keyId } = await vault.secure();
    expect((await vault.showKey("development"))?.keyId).toBe(keyId);
    expect(sync).not.toHaveBeenCalled();
  });
});
