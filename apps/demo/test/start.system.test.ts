import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { run, stopAll } from "./program.js";

afterAll(stopAll);

/** In ms. They take some 12 s each, and longer where other tests run beside them. */
const PATIENCE = 120_000;

test.concurrent(
  "--once plays every step against both servers and ends with 0",
  async () => {
    const temporary = mkdtempSync(path.join(tmpdir(), "ck-once-"));
    const program = run("start", { args: ["--once"], env: { TMPDIR: temporary } });
    expect(await program.ended, program.output()).toBe(0);
    const output = program.output();
    // The keys are gone with it.
    expect(readdirSync(temporary)).toEqual([]);
    rmdirSync(temporary);

    const [express = "", koa = ""] = output.split(/^Koa, /m);
    for (const transcript of [express, koa]) {
      expect(transcript).toMatch(/bot {2}Hello Sam!/);
      expect(transcript).toMatch(/POST welcome · signed ✓ · 200 · \d+ ms · \d+ B · accepted/);
      expect(transcript).toMatch(/POST fallback · signed ✓ · 200/);
      expect(transcript).toContain("You don't have enough casual leaves. Please choose some other leave type.");
      expect(transcript).toMatch(/platform {2}What kind of leave\?\n +\( 110 Casual leave \) {2}\( 111 Sick leave \)/);
      expect(transcript).toMatch(/bot {2}You don't have .*\n +\( 111 Sick leave \) {2}\( 112 Earned leave \)/);
      expect(transcript).toMatch(/accepted: ask the next param\n +platform {2}From which day\?/);
      expect(transcript).toMatch(/visitor {2}40\n +bot {2}Please give a whole number/);
      expect(transcript).toMatch(/POST prompt .* accepted: go on to execution/);
      expect(transcript).toMatch(/bot {2}Leave \d+ \(3 days of sick leave .*\) is booked\./);
      expect(transcript).toMatch(/│ 7 days left/);
      expect(transcript).toMatch(/bot {2}Draft \d+ .* is saved\./);
      expect(transcript).toMatch(/POST button · signed ✓ · 200/);
      expect(transcript).toMatch(/bot {2}This is your leave\./);
      expect(transcript).toMatch(
        /POST prompt · forged ✗ · 401 · \d+ ms · 0 B · refused\n +bot {2}Sorry, .*\n.*failure/,
      );
      // An explanation ends after 500 ms, found or not: on a busy machine it may not have got there.
      expect(transcript).toMatch(
        /author log {2}ERR_SIGNATURE: A request was rejected with 401\. (None of these|No key)/,
      );
      expect(transcript).toMatch(/POST prompt · re-encoded ✗ · 401 · \d+ ms · 0 B · refused/);
      expect(transcript).toMatch(
        /re-encoded[^]*author log {2}ERR_SIGNATURE: A request was rejected with 401\. (The signature verifies|No key)/,
      );
      expect(transcript).toMatch(/POST prompt · sent again ✗ · 409 · \d+ ms · 0 B · refused/);
      expect(transcript).toMatch(/author log {2}ERR_RESPONSE_TOO_LARGE: /);
    }
    expect(output.match(/bot {2}This takes longer/g)).toHaveLength(2);
    expect(output.match(/bot {2}It is not ready yet/g)).toHaveLength(2);
    expect(output.match(/bot {2}Your report is ready: ask for it again\./g)).toHaveLength(2);
    expect(output.match(/bot {2}The yearly report is done\./g)).toHaveLength(2);
    expect(output).toMatch(/^Express +33 of 33 +4,\d+ ms/m);
    expect(output).toMatch(/^Koa +33 of 33 +4,\d+ ms/m);
    expect(output).toContain("All 66 answers were as expected.");
    expect(output).not.toMatch(/✗ expected/);
    expect(Math.max(...output.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    // No colours where the output is no terminal.
    expect(output).not.toContain("\u001b");
  },
  PATIENCE,
);

test.concurrent(
  "without --once it keeps serving: the page is there, the curl that it prints works as it stands, and Ctrl-C ends it",
  async () => {
    const program = run("start", { env: { VAULT_DIR: "vault" } });
    const [, url = "", curl = ""] = await program.printed(/^Express +(http\S+)\n[^]*?^(curl [^]*--data-binary '.*')$/m);
    expect(curl).toContain(url);
    const [, page = ""] = await program.printed(/^(http:\/\/127\.0\.0\.1:\d+\/)#token=[\w-]{43}$/m);
    const shown = await fetch(page);
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(program.output()).toContain('Say "I want to apply for leave"');
    expect(program.output()).not.toContain("PRIVATE KEY");
    if (spawnSync("curl", ["--version"]).status === 0) {
      const { stdout } = spawnSync("sh", ["-c", curl], { encoding: "utf8" });
      expect(stdout).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(stdout).toContain("You said: Hello from curl");
      await program.printed(/"name":"Express",.*"msg":"fallback · development · 200 answered/);
      const again = spawnSync("sh", ["-c", curl], { encoding: "utf8" });
      expect(again.stdout).toMatch(/^HTTP\/1\.1 409 Conflict/);
    } else console.warn("SKIPPED: running the printed curl: there is no curl command here.");
    program.child.kill("SIGINT");
    expect(await program.ended).toBe(0);
  },
  PATIENCE,
);
