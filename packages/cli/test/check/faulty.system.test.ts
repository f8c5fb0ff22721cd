import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { defineEmulatedBot, starterDefinition } from "@ck/emulator";
import { exportPublicKey, generateKeyPair, importPrivateKey, signAsync, type SignatureOptions } from "@ck/signature";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkWebhook, type CheckReport } from "../../src/index.js";

vi.setConfig({ testTimeout: 120_000 });

const here = fileURLToPath(new URL("faulty/", import.meta.url));
const bot = defineEmulatedBot({
  ...starterDefinition({ url: "http://127.0.0.1:1/" }),
  handlers: { welcome: true, fallback: true, failure: true },
});

/** What the check says of each fault: in one sentence, or in the findings that fail. */
const FAULTS: Readonly<Record<string, { readonly diagnosis?: RegExp; readonly failed?: readonly string[] }>> = {
  "accepts-everything": { diagnosis: /does not verify signatures/ },
  "no-header-accepted": { failed: ["missing-signature"] },
  sha1: { diagnosis: /^Your server verifies with SHA-1\.$/ },
  sha512: { diagnosis: /^Your server verifies with SHA-512\.$/ },
  p1363: { diagnosis: /side by side \(P1363\)/ },
  hex: { diagnosis: /the signature in hexadecimal/ },
  "retired-key": { diagnosis: /the key that was retired last/ },
  reserialised: { diagnosis: /verifies over re-serialised JSON/ },
  trimmed: { diagnosis: /lost its (?:final line break|outer blanks)/ },
  latin1: { diagnosis: /decoded as Latin-1/ },
  "double-hash": { diagnosis: /hashed twice/ },
  empty: { diagnosis: /an empty body/ },
  "first-of-two": { failed: ["repeated-signature"] },
  "lenient-base64": { failed: ["lenient-signature"] },
  "refuses-with-200": { diagnosis: /with the status 200/ },
  trace: { failed: ["not-json", "error-leak"] },
  "action-string-only": { failed: ["action-form"] },
  "status-execute": { failed: ["answer", "answer"] },
  "every-method": { failed: ["method"] },
  "endless-body": { failed: ["body-size"] },
  // The last one, for it ends the server.
  dies: { diagnosis: /^your server died after a request without a signature$/ },
};

const keys = Promise.all([1, 2].map(() => generateKeyPair({ parameters: "published" })));

async function check(url: string): Promise<CheckReport> {
  const [current, retired] = (await keys).map(({ privateKey }) => importPrivateKey(privateKey));
  const signWith = (settings: SignatureOptions) => (body: Uint8Array) => signAsync(body, current!, settings);
  return checkWebhook({
    url,
    bot,
    sign: signWith({}),
    signWith,
    retiredSign: (body) => signAsync(body, retired!),
    limits: { timeoutMs: 20_000 },
  });
}

describe.each([
  ["Python", (args: string[]) => ["python3", path.join(here, "faulty.py"), ...args]],
  ["Node", (args: string[]) => [process.execPath, path.join(here, "faulty.mjs"), ...args]],
  ["Java", (args: string[], classes: string) => ["java", "-cp", classes, "Faulty", ...args]],
] as const)("a check of a server in %s", (language, commandOf) => {
  const classes = mkdtempSync(path.join(tmpdir(), "ck-faulty-"));
  let origin = "";
  let stop = (): void => undefined;

  beforeAll(async () => {
    if (language === "Java") await promisify(execFile)("javac", ["-d", classes, path.join(here, "Faulty.java")]);
    const [program = "", ...args] = commandOf(
      (await keys).map(({ publicKey }) => exportPublicKey(publicKey, "base64")),
      classes,
    );
    const server = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    stop = () => server.kill();
    const [port] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
    origin = `http://127.0.0.1:${port}`;
  });

  afterAll(() => {
    stop();
    rmSync(classes, { recursive: true, force: true });
  });

  it("passes without a fault", async () => {
    const { findings } = await check(`${origin}/none`);
    expect(findings.filter(({ level }) => level === "failed")).toEqual([]);
  });

  it.each(Object.entries(FAULTS))("names the fault %s", async (fault, { diagnosis, failed }) => {
    const report = await check(`${origin}/${fault}`);
    expect(report.passed).toBe(false);
    if (diagnosis !== undefined) expect(report.diagnosis?.message).toMatch(diagnosis);
    if (failed === undefined) return;
    const ids = report.findings.filter(({ level }) => level === "failed").map(({ id }) => id);
    expect([...new Set(ids)]).toEqual([...new Set(failed)]);
  });
});
