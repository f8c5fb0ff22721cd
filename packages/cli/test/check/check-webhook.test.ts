import { readFileSync } from "node:fs";
import path from "node:path";
import { defineEmulatedBot, starterDefinition } from "@ck/emulator";
import { generateKeyPair, importPrivateKey, signAsync, type PrivateKey } from "@ck/signature";
import { beforeAll, describe, expect, it } from "vitest";
import { checkWebhook, type CheckOptions, type CheckReport } from "../../src/index.js";
import { newProject } from "../project.js";
import { ck } from "../run-ck.js";
import { FAULTS, goodServer, listen, sloppyServer, type ServerFault } from "../servers.js";

const handlers = { welcome: true, fallback: true, failure: true };
const bot = defineEmulatedBot({ ...starterDefinition({ url: "http://127.0.0.1:1/" }), handlers });
let signing: { readonly current: PrivateKey; readonly retired: PrivateKey };
let keys: { readonly current: string; readonly retired: string };

beforeAll(async () => {
  const [current, retired] = await Promise.all([1, 2].map(() => generateKeyPair({ parameters: "published" })));
  keys = { current: current!.publicKey, retired: retired!.publicKey };
  signing = { current: importPrivateKey(current!.privateKey), retired: importPrivateKey(retired!.privateKey) };
});

/** Runs `ck check` without a vault. Only the server that is slow on purpose runs out of time. */
function check(url: string, more: Partial<CheckOptions> = {}): Promise<CheckReport> {
  return checkWebhook({
    url,
    bot,
    sign: (body) => signAsync(body, signing.current),
    retiredSign: (body) => signAsync(body, signing.retired),
    limits: { timeoutMs: 20_000 },
    ...more,
  });
}

/** What failed, one line each. */
function failuresOf({ findings }: CheckReport): string[] {
  return findings
    .filter(({ level }) => level === "failed")
    .map(({ id, subject, outcome }) => [id, subject, outcome].filter(Boolean).join(" "));
}

/** What `ck check` reports for each fault. */
const NAMED: Readonly<Record<ServerFault, readonly string[]>> = {
  "no check at all": [
    "missing-signature",
    "malformed-signature",
    "lenient-signature",
    "wrong-signature",
    "repeated-signature",
    "stale-key a stranger's key",
    "stale-key the key that was retired last",
    "changed-body",
    "re-encoded-body",
  ],
  "no check without a header": ["missing-signature"],
  "accepts one of two signatures": ["repeated-signature"],
  "knows a key that is retired": ["stale-key the key that was retired last"],
  "verifies re-serialised JSON": ["re-encoded-body", "exact-bytes"],
  "answers broken JSON with 200 and the error": ["not-json", "error-leak a body that is not a JSON object"],
  "breaks on broken JSON and shows the stack": ["not-json", "error-leak a body that is not a JSON object"],
  "says execute instead of execution": ["answer execute ApplyLeave wrong-form"],
  "says too much to welcome": ["answer welcome too-large"],
  "takes too long to execute": ["answer execute ApplyLeave timed-out"],
  "answers every method": ["method"],
  "answers a button with broken JSON": ["answer button ApplyLeave saveDraft bad-json"],
  "answers fallback with execution": ["answer fallback wrong-form"],
  "reads endless bodies": ["body-size"],
  "reads the action only from a string": ["action-form prompt ApplyLeave leaveType"],
};

describe("a check", () => {
  it("passes a server built with @ck/bot and @ck/express", async () => {
    const report = await check(await listen(goodServer(keys.current)));
    expect(report.findings.filter(({ level }) => level !== "passed" && level !== "note")).toEqual([]);
    expect(report.passed).toBe(true);
    const answered = report.findings.filter(({ id }) => id === "answer").map(({ subject }) => subject);
    expect(answered).toEqual([
      "fallback",
      "welcome",
      "failure",
      "prompt ApplyLeave leaveType",
      "prompt ApplyLeave from",
      "prompt ApplyLeave days",
      "button ApplyLeave saveDraft",
      "execute ApplyLeave",
    ]);
  });

  it("passes a server without any planted fault", async () => {
    const report = await check(await listen(sloppyServer(keys)));
    expect(failuresOf(report)).toEqual([]);
  });

  it.each(FAULTS)("names a server that %s", async (fault) => {
    // The server that is slow never answers.
    const timeoutMs = fault === "takes too long to execute" ? 3_000 : 20_000;
    const report = await check(await listen(sloppyServer(keys, fault)), { limits: { timeoutMs } });
    expect(failuresOf(report)).toEqual(NAMED[fault]);
    expect(report.findings.every(({ level, fix = "" }) => level !== "failed" || fix.length > 10)).toBe(true);
    expect(report.passed).toBe(false);
  });

  it("names all twelve faults of one server", async () => {
    const together = FAULTS.filter(
      (fault) =>
        !["no check at all", "breaks on broken JSON and shows the stack", "takes too long to execute"].includes(fault),
    );
    expect(together).toHaveLength(12);
    const report = await check(await listen(sloppyServer(keys, ...together)));
    expect(failuresOf(report).toSorted()).toEqual([...new Set(together.flatMap((fault) => NAMED[fault]))].toSorted());
  });

  it("says that the key is another one, and skips what it cannot know then", async () => {
    const report = await check(await listen(goodServer(keys.retired)));
    expect(failuresOf(report)).toEqual(["genuine"]);
    expect(report.findings.find(({ id }) => id === "genuine")?.fix).toContain("ck key show");
    expect(report.findings.filter(({ level }) => level === "skipped").length).toBeGreaterThan(0);
  });

  it("accepts the retired key while two keys overlap", async () => {
    const url = await listen(sloppyServer(keys, "knows a key that is retired"));
    const { passed, findings } = await check(url, { overlap: true });
    expect(passed).toBe(true);
    expect(findings).toContainEqual(
      expect.objectContaining({ id: "stale-key", level: "note", subject: "the key that was retired last" }),
    );
    const strict = await check(await listen(sloppyServer(keys, "no check at all")), { overlap: true });
    expect(failuresOf(strict), "a stranger's key never overlaps").toContain("stale-key a stranger's key");
  });

  it("sends the values it is given for params", async () => {
    const seen: Record<string, unknown>[] = [];
    const good = sloppyServer(keys);
    const url = await listen((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => text.includes('"execute"') && seen.push(JSON.parse(text) as Record<string, unknown>));
      good(request, response);
    });
    await check(url, { params: { days: 7, ApplyLeave: { from: "2031-01-02" } } });
    expect(seen[0]).toMatchObject({ params: { days: 7, from: "2031-01-02", leaveType: "casual" } });
  });

  it("ends when the server does not answer genuine requests any more, and says after which request", async () => {
    let isDead = false;
    const good = sloppyServer(keys);
    const url = await listen((request, response) => {
      isDead ||= request.headers["x-convokraft-signature"] === undefined;
      if (isDead) request.socket.destroy();
      else good(request, response);
    });
    const { passed, diagnosis, findings } = await check(url);
    expect(passed).toBe(false);
    expect(diagnosis?.message).toBe("your server died after a request without a signature");
    expect(findings.at(-1)).toMatchObject({ id: "alive", level: "failed" });
  });

  it("does not take a closed connection for a refusal without a remark", async () => {
    const good = sloppyServer(keys);
    const url = await listen((request, response) => {
      if (request.headers["x-convokraft-signature"] === undefined) request.socket.destroy();
      else good(request, response);
    });
    const { findings } = await check(url);
    expect(findings).toContainEqual(expect.objectContaining({ id: "missing-signature", level: "note" }));
  });

  it("names no API of a language that the server may not be written in", async () => {
    const all = await Promise.all(
      FAULTS.filter((fault) => !fault.includes("too long")).map(async (fault) =>
        check(await listen(sloppyServer(keys, fault))),
      ),
    );
    for (const { findings, diagnosis } of all)
      for (const { fix = "" } of [...findings, ...(diagnosis ? [diagnosis] : [])])
        expect(fix).not.toMatch(/JSON\.|Node|Buffer|express|req\./);
  });

  it("skips what makes the bot act if told so", async () => {
    const report = await check(await listen(sloppyServer(keys)), { withoutExecute: true });
    expect(report.findings.filter(({ subject }) => /^(execute|button)/.test(subject ?? ""))).toEqual([]);
  });
});

describe("ck check", () => {
  it("reports on a good server, using the vault's key and its retired one, and exits with 0", async () => {
    const project = await newProject();
    const url = await listen(sloppyServer(project));
    const { code, stdout } = await ck.within(project.cwd, `check ${url} --no-execute --json`);
    const { passed, findings } = JSON.parse(stdout) as CheckReport;
    expect({ code, passed }).toEqual({ code: 0, passed: true });
    expect(findings).toContainEqual(
      expect.objectContaining({ id: "stale-key", subject: "the key that was retired last", level: "passed" }),
    );
    expect(findings.filter(({ subject }) => /^(execute|button)/.test(subject ?? ""))).toEqual([]);
  });

  it("saves the exchanges behind each failure, and writes JUnit", async () => {
    const project = await newProject();
    const url = await listen(sloppyServer(project, "no check without a header"));
    const flags = "--no-execute --save failures --junit check.xml";
    const { code, stdout } = await ck.within(project.cwd, `check ${url} ${flags} --json`);
    expect(code).toBe(1);
    const { saved } = JSON.parse(stdout) as { saved: string[] };
    expect(saved).toEqual(["failures/1-missing-signature-1.json"]);
    expect((await ck.within(project.cwd, `resend ${saved[0]!}`)).stdout).toContain(", unsigned\n");
    const xml = readFileSync(path.join(project.cwd, "check.xml"), "utf8");
    expect(xml).toContain(
      '<testcase classname="ck check" name="missing-signature"><failure message="A request without',
    );
    expect(xml).toMatch(/tests="\d+" failures="1"/);
  });

  it("names the key of the other environment", async () => {
    const project = await newProject();
    const old = (await ck.within(project.cwd, "key show")).stdout.trim();
    await ck.within(project.cwd, "key rotate");
    const { stdout, code } = await ck.within(project.cwd, `check ${await listen(goodServer(old))}`);
    expect(stdout).toMatch(/^ck check .*\n\nYour server verifies with the production key\.\n→ Give the server/);
    expect(code).toBe(1);
  });

  it("prints each finding and its fix for a person, and exits with 1", async () => {
    const project = await newProject();
    const url = await listen(sloppyServer(project, "no check without a header"));
    const { code, stdout, stderr } = await ck.within(project.cwd, `check ${url}`);
    expect(stdout).toContain(
      "FAIL  missing-signature    A request without a signature is accepted: the answer is 200.\n      → Verify the signature of every request",
    );
    expect(stdout).toMatch(/\n\d+ passed, 1 failed, \d+ notes?, 0 skipped; \d+ requests\n$/);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });
});
