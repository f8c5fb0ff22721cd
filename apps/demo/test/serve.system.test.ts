import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { send } from "./post.js";
import { run, stopAll, type Program } from "./program.js";
import { loggedIn, VISITOR_PUBLIC_KEY } from "./visitors.js";

afterEach(stopAll);

let pair: KeyPair;
let folder: string;
let clientData: object;

beforeAll(async () => {
  pair = await generateKeyPair();
  clientData = await loggedIn("a@example.com");
  folder = mkdtempSync(path.join(tmpdir(), "ck-data-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signed = (request: object): { body: string; signatures: string[] } => {
  const body = JSON.stringify({ environment: "production", clientData, ...request });
  return { body, signatures: [sign(body, pair.privateKey)] };
};
const urlOf = async (program: Program, framework: string): Promise<string> => {
  const match = await program.printed(new RegExp(`^${framework} +(http\\S+)\\n[^]*^Data `, "m"));
  return match[1]!;
};

describe("npm run serve", () => {
  test("on SIGTERM it answers what is in flight, takes nothing new, and ends with 0; its data survives", async () => {
    const keys = { CK_PUBLIC_KEY_PRODUCTION: pair.publicKey, CK_VISITOR_PUBLIC_KEY: VISITOR_PUBLIC_KEY };
    const env = { ...keys, DATA_DIR: folder };
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
    await program.printed(/"name":"Koa",.*200 repeated/);
    expect(await send(koa, { body: "{}" })).toMatchObject({ status: 401, body: "" });
    await program.printed(/"name":"Express",.*"msg":"execute ApplyLeave · production · 200 answered · \d+ ms · \d+ B"/);
    await program.printed(/"name":"Koa",.*401 refused signature-missing · \d+ ms · 0 B/);

    const slow = await new Promise<{ answer: ReturnType<typeof send> }>((resolve) => {
      const request = signed({ todo: "execute", action: "YearlyReport" });
      const answer = send(express, { ...request, onSent: () => resolve({ answer }) });
    });
    // Another one is answered after it was sent, so the slow one was accepted.
    await send(express.replace("/convokraft", "/health"), { method: "GET" });
    program.child.kill("SIGTERM");
    await program.printed(/^SIGTERM: finishing the requests in flight\.$/m);
    // A connection that was already waiting is still accepted; then they are refused.
    await vi.waitFor(() => expect(send(express, { method: "GET" })).rejects.toThrow(/ECONN/), { timeout: 30_000 });
    expect(await slow.answer).toMatchObject({
      status: 200,
      body: expect.stringContaining("This takes longer") as string,
    });
    expect(await program.ended).toBe(0);
    expect(program.output()).toMatch(/^Stopped\.$/m);

    const again = run("serve", { env });
    const leaves = await send(await urlOf(again, "Koa"), signed({ todo: "execute", action: "MyLeaves" }));
    expect(leaves.body.match(/"Sick leave","[^"]+","2","booked"/g)).toHaveLength(1);
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  }, 120_000);
});
