import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { importPublicKey } from "@ck/signature";
import { signVisitor, verified } from "@ck/visitor";
import { describe, expect, it } from "vitest";
import { newProject } from "./project.js";
import { ck, newFolder } from "./run-ck.js";

describe("ck init", () => {
  it("writes a definition, a private vault and a line in .gitignore, and changes nothing the second time", async () => {
    const cwd = newFolder();
    writeFileSync(path.join(cwd, ".gitignore"), "node_modules");
    const first = await ck.within(cwd, "init --name my_bot --url http://localhost:8080/hook");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(readFileSync(path.join(cwd, "convokraft.json"), "utf8"))).toMatchObject({
      name: "my_bot",
      webhook: { url: "http://localhost:8080/hook" },
    });
    expect(readFileSync(path.join(cwd, ".gitignore"), "utf8")).toBe("node_modules\n.ck/\n");
    expect(statSync(path.join(cwd, ".ck/vault.json")).mode & 0o077).toBe(0);

    writeFileSync(path.join(cwd, "convokraft.json"), '{ "name": "mine", "webhook": "http://localhost:1/" }');
    const vault = readFileSync(path.join(cwd, ".ck/vault.json"));
    const second = await ck.within(cwd, "init --name other");
    expect(second.stdout).toContain("the file, --name and --url only apply to a new one");
    expect(second.stdout).toContain("convokraft.json exists");
    expect(readFileSync(path.join(cwd, "convokraft.json"), "utf8")).toContain('"mine"');
    expect(readFileSync(path.join(cwd, ".ck/vault.json"))).toEqual(vault);
    expect(readFileSync(path.join(cwd, ".gitignore"), "utf8")).toBe("node_modules\n.ck/\n");
  });

  it("locks the vault with CK_PASSPHRASE, and then nothing else opens it", async () => {
    const cwd = newFolder();
    const env = { CK_PASSPHRASE: "correct horse" };
    expect((await ck.within(cwd, "init", { env })).code).toBe(0);
    expect(existsSync(path.join(cwd, ".ck/vault.key"))).toBe(false);
    expect((await ck.within(cwd, "key show", { env })).code).toBe(0);
    const without = await ck.within(cwd, "key show");
    expect(without).toMatchObject({ code: 3, stdout: "" });
    expect(without.stderr).toContain("Set CK_PASSPHRASE");
    const wrong = await ck.within(cwd, "key show", { env: { CK_PASSPHRASE: "battery staple" } });
    expect(wrong).toMatchObject({ code: 3, stdout: "" });
  });
});

describe("ck key", () => {
  it("shows, rotates and deploys keys, and prints nothing but the public key on standard output", async () => {
    const { cwd, current, retired } = await newProject();
    expect((await ck.within(cwd, "key show")).stdout).toBe(`${current}\n`);
    expect((await ck.within(cwd, "key show --form pem")).stdout).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    const { stdout: next, code } = await ck.within(cwd, "key rotate");
    expect(code).toBe(0);
    expect((await ck.within(cwd, "key show")).stdout).toBe(next);
    expect((await ck.within(cwd, "key show --env production")).stdout).toBe(`${current}\n`);
    expect((await ck.within(cwd, "key deploy")).stdout).toBe(next);
    expect((await ck.within(cwd, "key show --env production")).stdout).toBe(next);
    const { keys } = (await ck.jsonOf(cwd, "key show --all")) as { keys: { base64: string; environments: string[] }[] };
    expect(keys.map(({ base64 }) => base64)).toEqual([retired, current, next.trim()]);
    expect(keys.at(-1)?.environments).toEqual(["development", "production"]);
  });

  it("says what to run if there is no key", async () => {
    const cwd = newFolder();
    for (const command of ["key show", "key rotate", "key deploy"]) {
      const { code, stderr } = await ck.within(cwd, command);
      expect({ code, helps: stderr.includes("ck init") }).toEqual({ code: 3, helps: true });
    }
    expect(existsSync(path.join(cwd, ".ck/vault.json"))).toBe(false);
  });
});

describe("ck init with an invalid option", () => {
  it.each(["--url localhost:3000", "--url http://sam:secret@localhost:3000/"])(
    "%s is rejected before anything is written",
    async (flag) => {
      const cwd = newFolder();
      const { code, stderr } = await ck.within(cwd, `init ${flag}`);
      expect({ code, says: /^ck: --url: /.test(stderr), shown: stderr.includes("secret") }).toEqual({
        code: 2,
        says: true,
        shown: false,
      });
      expect(readdirSync(cwd)).toEqual([]);
    },
  );
});

describe("ck visitor-key", () => {
  it("writes a pair that signs and verifies, and prints the public key alone", async () => {
    const cwd = newFolder();
    const { code, stdout } = await ck.within(cwd, "visitor-key --out visitor.key");
    expect(code).toBe(0);
    const [key = "", keys = ""] = ["visitor.key", "visitor.key.pub"].map((file) =>
      readFileSync(path.join(cwd, file), "utf8").trim(),
    );
    expect(stdout).toContain(keys);
    expect(stdout).not.toContain(key);
    expect(statSync(path.join(cwd, "visitor.key")).mode & 0o077).toBe(0);
    const token = await signVisitor({ id: "u-17" }, { key, expiresIn: "1m" });
    const request = { environment: "production", sessionId: undefined, at: new Date() } as const;
    expect(await verified({ keys }).verify(token, request)).toEqual({ visitor: { id: "u-17" } });
    expect((await ck.within(cwd, "visitor-key --out visitor.key")).code).toBe(3);
  });
});

describe("ck keygen", () => {
  it("creates a pair in two files, the private one for its owner only, and overwrites nothing", async () => {
    const cwd = newFolder();
    const { code, stdout } = await ck.within(cwd, "keygen --out test.pem --size 1024/160");
    const pem = readFileSync(path.join(cwd, "test.pem"), "utf8");
    expect(code).toBe(0);
    expect(pem).toContain("BEGIN PRIVATE KEY");
    expect(stdout).not.toContain("PRIVATE");
    expect(statSync(path.join(cwd, "test.pem")).mode & 0o777).toBe(0o600);
    expect(importPublicKey(readFileSync(path.join(cwd, "test.pem.pub"), "utf8")).modulusLength).toBe(1024);
    expect((await ck.within(cwd, "keygen --out test.pem --size 1024/160")).code).toBe(3);
    expect(readFileSync(path.join(cwd, "test.pem"), "utf8")).toBe(pem);
  });

  it("creates nothing if one of the two files exists", async () => {
    const cwd = newFolder();
    writeFileSync(path.join(cwd, "test.pem.pub"), "somebody's key");
    const { code, stderr } = await ck.within(cwd, "keygen --out test.pem --size 1024/160");
    expect([code, stderr]).toEqual([3, expect.stringContaining("test.pem.pub exists")]);
    expect(readdirSync(cwd)).toEqual(["test.pem.pub"]);
  });

  it("encrypts the key with CK_PASSPHRASE, and ck sign opens it only with that", async () => {
    const cwd = newFolder();
    const env = { CK_PASSPHRASE: "correct horse" };
    await ck.within(cwd, "keygen --out test.pem --size 1024/160 --encrypt", { env });
    expect(readFileSync(path.join(cwd, "test.pem"), "utf8")).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    expect((await ck.within(cwd, "sign - --key test.pem", { env, stdin: "{}" })).code).toBe(0);
    expect((await ck.within(cwd, "sign - --key test.pem", { stdin: "{}" })).code).toBe(3);
  });
});
