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
