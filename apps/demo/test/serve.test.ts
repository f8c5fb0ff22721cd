import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { send } from "./post.js";
import { run, stopAll, type Program } from "./program.js";

afterEach(stopAll);

let pair: KeyPair;
let folder: string;

beforeAll(async () => {
  pair = await generateKeyPair();
  folder = mkdtempSync(path.join(tmpdir(), "ck-data-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signed = (request: object): { body: string; signatures: string[] } => {
  const body = JSON.stringify({ environment: "production", clientData: { email: "a@example.com" }, ...request });
  return { body, signatures: [sign(body, pair.privateKey)] };
};
const urlOf = async (program: Program, framework: string): Promise<string> => {
  const match = await program.printed(new RegExp(`^${framework} +(http\\S+)\\n[^]*^Data `, "m"));
  return match[1]!;
};

describe("npm run serve", () => {
  test("on SIGTERM it answers what is in flight, takes nothing new, and ends with 0; its data survives", async () => {
    const env = { CK_PUBLIC_KEY_PRODUCTION: pair.publicKey, DATA_DIR: folder };
    const program = run("serve", { env });
    const express = await urlOf(program, "Express");
    const koa = await urlOf(program, "Koa");

    // A second one on the same files would ruin them.
    const second = run("serve", { env });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`${folder} is in use by process ${program.child.pid}.`);

    const from = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const params = { leave_type: "111", from, days: 2 };
    const booking = signed({ todo: "execute", action: "ApplyLeave", params });
    const booked = await send(express, booking);
    expect(booked.body).toMatch(/is booked\./);
    // The same request at the other server has the same answer, and no second effect.
    expect(await send(koa, booking)).toMatchObject({ status: 200, body: booked.body });
    await program.printed(/Koa {6}200 repeated/);
    expect(await send(koa, { body: "{}" })).toMatchObject({ status: 401, body: "" });
    await program.printed(/Express {2}execute ApplyLeave · production · 200 answered · \d+ ms · \d+ B/);
    await program.printed(/Koa {6}401 refused signature-missing · \d+ ms · 0 B/);

    const slow = await new Promise<{ answer: ReturnType<typeof send> }>((resolve) => {
      const request = signed({ todo: "execute", action: "YearlyReport" });
      const answer = send(express, { ...request, onSent: () => resolve({ answer }) });
    });
    // Another one is answered after it was sent: the slow one has been taken in.
    await send(express.replace("/convokraft", "/health"), { method: "GET" });
    program.child.kill("SIGTERM");
    await program.printed(/^SIGTERM: finishing the requests in flight\.$/m);
    // Refused, or reset where it was waiting to be taken in.
    await expect(send(express, { method: "GET" })).rejects.toThrow(/ECONN/);
    expect(await slow.answer).toMatchObject({
      status: 200,
      body: expect.stringContaining("This takes longer") as string,
    });
    expect(await program.ended).toBe(0);
    expect(program.output()).toMatch(/^Stopped\.$/m);

    const again = run("serve", { env });
    const leaves = await send(await urlOf(again, "Koa"), signed({ todo: "execute", action: "MyLeaves" }));
    expect(leaves.body.match(/2 days of sick leave/g)).toHaveLength(1);
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  }, 120_000);

  test.each([
    ["no key", {}, /^ck demo: No public key is set\. Set CK_PUBLIC_KEY/],
    ["a key that is none", { CK_PUBLIC_KEY: "not a key" }, /^ck demo: CK_PUBLIC_KEY: ./],
    ["a private key", { CK_PUBLIC_KEY_DEVELOPMENT: "private" }, /^ck demo: CK_PUBLIC_KEY_DEVELOPMENT: .*private/],
    ["a hash that is none", { CK_PUBLIC_KEY: "public", CK_HASH: "md5" }, /^ck demo: CK_HASH must be one of sha256, /],
    ["keys for one and for both", { CK_PUBLIC_KEY: "public", CK_PUBLIC_KEY_PRODUCTION: "public" }, /Keep one way/],
    ["a port that is none", { CK_PUBLIC_KEY: "public", PORT: "http" }, /^ck demo: PORT must be a port/],
    [
      "a database that is not there",
      { CK_PUBLIC_KEY: "public", DATABASE_URL: "postgres://user:hunter2@127.0.0.1:1/leave" },
      /^ck demo: The database of DATABASE_URL \(127\.0\.0\.1:1\) cannot be used: .*ECONNREFUSED/,
    ],
    [
      "a database URL that is none",
      { CK_PUBLIC_KEY: "public", DATABASE_URL: "mysql://x" },
      /^ck demo: DATABASE_URL must/,
    ],
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
