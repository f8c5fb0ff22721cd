import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { openVault } from "../../../src/index.js";
import { withLock } from "../../../src/node/files/lock-file.js";
import { ownIdentity, type ProcessIdentity } from "../../../src/node/files/process-identity.js";
import { newFolder, quick } from "../vault/folder.js";

let file: string;
beforeEach(() => {
  const folder = newFolder();
  mkdirSync(folder);
  file = path.join(folder, "vault.lock");
});

/** Leaves a lock as another process would have. */
async function leave(holder: Partial<ProcessIdentity>, { ageMs = 0 } = {}): Promise<void> {
  writeFileSync(file, JSON.stringify({ ...(await ownIdentity()), token: "0123456789abcdef", ...holder }));
  const then = new Date(Date.now() - ageMs);
  utimesSync(file, then, then);
}

const take = (waitMs = 50): Promise<string> => withLock(file, () => Promise.resolve("taken"), { waitMs });

describe("a lock", () => {
  it("lets one in at a time, and leaves nothing", async () => {
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(file, task, { waitMs: 15_000 })));
    expect(most).toBe(1);
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  it("is given back when the task fails", async () => {
    await expect(withLock(file, () => Promise.reject(new Error("failed")), { waitMs: 50 })).rejects.toThrow("failed");
    expect(await take()).toBe("taken");
  });

  it("of a live process is waited for, and then named", async () => {
    await leave({});
    await expect(take()).rejects.toMatchObject({
      code: "ERR_VAULT_BUSY",
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    expect(readFileSync(file, "utf8")).toContain("0123456789abcdef");
  });

  it("of a live process keeps no reader out", async () => {
    const folder = path.dirname(file);
    await (await openVault(folder, quick(folder))).secure();
    await leave({});
    const vault = await openVault(folder, { ...quick(folder), waitMs: 50 });
    expect(await vault.history()).toHaveLength(1);
    await expect(vault.rotate()).rejects.toMatchObject({ code: "ERR_VAULT_BUSY" });
  });

  it.runIf(process.platform === "linux")(
    "is taken at once where its holder's number belongs to another process by now",
    async () => {
      await leave({ started: "1" });
      expect(await take()).toBe("taken");
    },
  );

  it("is taken at once where its holder is gone", async () => {
    await leave({ pid: 2 ** 22 + 1 });
    expect(await take()).toBe("taken");
    expect(existsSync(file)).toBe(false);
  });

  it("of another machine, or of nobody, is taken after a minute", async () => {
    for (const holder of [{ world: "another" }, { pid: 0 }, { pid: -1 }]) {
      await leave(holder);
      await expect(take(), JSON.stringify(holder)).rejects.toMatchObject({ code: "ERR_VAULT_BUSY" });
      await leave(holder, { ageMs: 61_000 });
      expect(await take(), JSON.stringify(holder)).toBe("taken");
    }
    writeFileSync(file, "");
    await expect(take()).rejects.toMatchObject({ code: "ERR_VAULT_BUSY" });
  });

  it("that was taken away is noticed before anything is written", async () => {
    const task = withLock(
      file,
      async (assertHeld) => {
        await assertHeld();
        await leave({});
        await assertHeld();
      },
      { waitMs: 50 },
    );
    await expect(task).rejects.toMatchObject({ code: "ERR_VAULT_BUSY" });
    expect(readFileSync(file, "utf8"), "the other's lock stays").toContain("0123456789abcdef");
  });
});
