import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { openVault } from "../../../src/index.js";
import { program, type Child } from "./child.js";
import { newFolder, quick } from "./folder.js";

let change: Awaited<ReturnType<typeof program>>;
beforeAll(async () => {
  change = await program("change");
});

/** The ids of the keys in a vault, read as another process would. */
async function idsIn(folder: string): Promise<string[]> {
  const vault = await openVault(folder, quick(folder));
  return (await vault.history()).map(({ keyId }) => keyId);
}

function start(folder: string, times = "Infinity", env: Record<string, string> = {}): Child {
  return change([folder, quick(folder).keyFile!, times], env);
}

/** The keys that a program was told are safe. */
function acknowledged(child: Child): string[] {
  return child.lines().filter((line) => line !== "ready");
}

describe.concurrent("a process that is killed while it changes the vault", () => {
  it("loses nothing at any step of the first change, and does not keep the next process waiting", async () => {
    const steps = await killAtEachStep(newFolder);
    expect(steps).toBeGreaterThan(15);
  }, 120_000);

  it("loses nothing at any step of a later change", async () => {
    const folder = newFolder();
    await (await openVault(folder, quick(folder))).secure();
    const steps = await killAtEachStep(() => folder);
    expect(steps).toBeGreaterThan(8);
  }, 120_000);

  async function killAtEachStep(folderFor: () => string): Promise<number> {
    for (let at = 1; ; at++) {
      const folder = folderFor();
      const before = await idsIn(folder);
      const child = start(folder, "1", { KILL_AT: String(at) });
      const { code, signal } = await child.exited;
      if (signal === null) {
        expect({ code, stderr: child.stderr() }).toEqual({ code: 0, stderr: "" });
        return at - 1;
      }
      expect(signal).toBe("SIGKILL");
      const after = await idsIn(folder);
      expect(after, `killed at step ${at}`).toEqual(expect.arrayContaining([...before, ...acknowledged(child)]));

      const vault = await openVault(folder, { ...quick(folder), waitMs: 2_000 });
      const { keyId } = await (after.length === 0 ? vault.secure() : vault.rotate());
      expect(await idsIn(folder)).toEqual([...after, keyId]);
      const left = readdirSync(folder).filter((name) => !name.endsWith(".tmp"));
      expect(left.sort(), `killed at step ${at}`).toEqual([".gitignore", "vault.json", "vault.key"].sort());
    }
  }

  it("loses nothing at 60 random moments, while another process writes too", async () => {
    let kills = 0;
    for (let round = 0; round < 6; round++) {
      const folder = newFolder();
      const safe: string[] = [];
      const running = [start(folder), start(folder)];
      for (let kill = 0; kill < 10; kill++) {
        const victim = running.shift()!;
        const lines = 1 + Math.floor(Math.random() * 4);
        const ended = victim.exited.then(() => Promise.reject(new Error(victim.stderr())));
        while (victim.lines().length < lines) await Promise.race([once(victim.process.stdout, "data"), ended]);
        ended.catch(() => undefined);
        await delay(Math.random() * 15);
        victim.process.kill("SIGKILL");
        expect((await victim.exited).signal, victim.stderr()).toBe("SIGKILL");
        kills += 1;
        safe.push(...acknowledged(victim));
        expect(await idsIn(folder)).toEqual(expect.arrayContaining(safe));
        running.push(start(folder));
      }
      for (const child of running) {
        child.process.kill("SIGKILL");
        await child.exited;
        safe.push(...acknowledged(child));
      }
      const ids = await idsIn(folder);
      expect(ids).toEqual(expect.arrayContaining(safe));
      expect(new Set(ids).size).toBe(ids.length);
      expect(safe.length).toBeGreaterThan(0);
      expect(readdirSync(folder).filter((name) => name.includes("corrupt"))).toEqual([]);
    }
    expect(kills).toBe(60);
  }, 120_000);
});

describe("several processes at once", () => {
  it("lose no update", async () => {
    const folder = newFolder();
    const children = [1, 2, 3].map(() => start(folder, "12"));
    for (const child of children) expect(await child.exited, child.stderr()).toEqual({ code: 0, signal: null });
    const told = children.flatMap(acknowledged);
    const ids = await idsIn(folder);
    expect(new Set(told)).toEqual(new Set(ids));
    // Of the three that begin, one makes the first key and the others may be given the same.
    expect(ids.length).toBeGreaterThanOrEqual(34);
  });
});
