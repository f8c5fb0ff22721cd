import { generateKeyPair, type KeyPair } from "@ck/signature";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { run, stopAll } from "./program.js";

afterEach(stopAll);

let pair: KeyPair;
beforeAll(async () => {
  pair = await generateKeyPair();
});

describe("npm run serve", () => {
  test.each([
    ["no key", {}, /^ck demo: No public key is set\. Set CK_PUBLIC_KEY/],
    ["an invalid key", { CK_PUBLIC_KEY: "not a key" }, /^ck demo: CK_PUBLIC_KEY: ./],
    ["a private key", { CK_PUBLIC_KEY_DEVELOPMENT: "private" }, /^ck demo: CK_PUBLIC_KEY_DEVELOPMENT: .*private/],
    ["an unknown hash", { CK_PUBLIC_KEY: "public", CK_HASH: "md5" }, /^ck demo: CK_HASH must be one of sha256, /],
    [
      "keys for one and for both",
      { CK_PUBLIC_KEY: "public", CK_PUBLIC_KEY_PRODUCTION: "public" },
      /Set either CK_PUBLIC_KEY, or the other two/,
    ],
    ["an invalid port", { CK_PUBLIC_KEY: "public", PORT: "http" }, /^ck demo: PORT must be a port/],
    [
      "a database that is not there",
      { CK_PUBLIC_KEY: "public", DATABASE_URL: "postgres://user:hunter2@127.0.0.1:1/leave" },
      /^ck demo: The database of DATABASE_URL \(127\.0\.0\.1:1\) cannot be used: .*ECONNREFUSED/,
    ],
    ["an invalid database URL", { CK_PUBLIC_KEY: "public", DATABASE_URL: "mysql://x" }, /^ck demo: DATABASE_URL must/],
  ])("%s is said in one line, and the exit code is 1", async (_what, settings, words) => {
    const env = Object.entries(settings).map(([name, value]) => {
      return [name, value === "public" ? pair.publicKey : value === "private" ? pair.privateKey : value];
    });
    const program = run("serve", { env: Object.fromEntries(env) as Record<string, string> });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(words);
    expect(program.output().trim().split("\n")).toHaveLength(1);
    expect(program.output()).not.toContain("hunter2");
    expect(program.output()).not.toContain(pair.publicKey.slice(40, 80));
  });

  test("settings are read from .env, and the environment comes first", async () => {
    const key = JSON.stringify(pair.publicKey);
    const fromFile = run("serve", { files: { ".env": `CK_PUBLIC_KEY=${key}\nCK_HASH=md5\n` } });
    expect(await fromFile.ended).toBe(1);
    expect(fromFile.output()).toMatch(/^ck demo: CK_HASH must be/);

    const env = { CK_HASH: "sha256", DATABASE_URL: "mysql://x" };
    const overruled = run("serve", { env, files: { ".env": `CK_PUBLIC_KEY=${key}\nCK_HASH=md5\n` } });
    expect(await overruled.ended).toBe(1);
    expect(overruled.output()).toMatch(/^ck demo: DATABASE_URL must/);
  });
});
