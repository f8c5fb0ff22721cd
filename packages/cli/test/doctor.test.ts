import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { setUrl, withServer, type Project } from "./project.js";
import { ck } from "./run-ck.js";
import { goodServer, listen } from "./servers.js";

describe("ck doctor", () => {
  it("finds nothing wrong in a good set-up", async () => {
    const { cwd, current } = await withServer();
    const { code, stdout } = await ck.within(cwd, "doctor", { env: { CK_PUBLIC_KEY: current } });
    expect(stdout).not.toContain("FAIL");
    expect(stdout).toContain("It holds the key that signs in development and production.");
    expect(code).toBe(0);
  });

  it.each<[string, (project: Project) => void | Promise<void>, string]>([
    ["no definition", ({ cwd }) => writeFileSync(path.join(cwd, "convokraft.json"), "{"), "definition"],
    ["a key file that others can read", ({ cwd }) => chmodSync(path.join(cwd, ".ck/vault.key"), 0o644), "vault"],
    ["a vault that git would commit", ({ cwd }) => writeFileSync(path.join(cwd, ".ck/.gitignore"), ""), "gitignore"],
    ["a server that has another key", async ({ cwd }) => void (await ck.within(cwd, "key rotate")), "signature"],
    ["no server", ({ cwd }) => setUrl(cwd, "http://127.0.0.1:1/convokraft"), "server"],
    ["a server that anybody can call", async ({ cwd }) => setUrl(cwd, await listen(goodServer(false))), "signature"],
  ])("names %s", async (_, damage, about) => {
    const project = await withServer();
    await damage(project);
    const { healthy, symptoms } = (await ck.jsonOf(project.cwd, "doctor")) as {
      healthy: boolean;
      symptoms: { about: string; level: string; fix?: string }[];
    };
    const faults = symptoms.filter(({ level }) => level === "failed");
    expect([...new Set(faults.map((symptom) => symptom.about))]).toEqual([about]);
    expect(faults.every(({ fix }) => fix !== undefined)).toBe(true);
    expect(healthy).toBe(false);
  });

  it("compares CK_PUBLIC_KEY with the vault", async () => {
    const { cwd, retired } = await withServer();
    const old = await ck.within(cwd, "doctor", { env: { CK_PUBLIC_KEY: retired } });
    expect(old.stdout).toContain("which is retired");
    const broken = await ck.within(cwd, "doctor", { env: { CK_PUBLIC_KEY: "MIIBroken" } });
    expect(broken.stdout).toMatch(/FAIL {2}CK_PUBLIC_KEY/);
    expect([old.code, broken.code]).toEqual([1, 1]);
  });
});
