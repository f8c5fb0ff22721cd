import { defineEmulatedBot, starterDefinition } from "@ck/emulator";
import { generateKeyPair, importPrivateKey, signAsync, type PrivateKey } from "@ck/signature";
import { beforeAll, describe, expect, it } from "vitest";
import { checkWebhook, type CheckOptions, type CheckReport } from "../src/index.js";
import { useCk } from "./ck.js";
import { newProject } from "./project.js";
import { FAULTS, goodServer, listen, sloppyServer, type ServerFault } from "./servers.js";

const ck = useCk();
const handlers = { welcome: true, fallback: true, failure: true };
const bot = defineEmulatedBot({ ...starterDefinition({ url: "http://127.0.0.1:1/" }), handlers });
let signing: { readonly current: PrivateKey; readonly retired: PrivateKey };
let keys: { readonly current: string; readonly retired: string };

beforeAll(async () => {
  const [current, retired] = await Promise.all([1, 2].map(() => generateKeyPair({ parameters: "published" })));
  keys = { current: current!.publicKey, retired: retired!.publicKey };
  signing = { current: importPrivateKey(current!.privateKey), retired: importPrivateKey(retired!.privateKey) };
});

/** What `ck check` does, without a process and a vault for each server. Nothing but the server that is slow on purpose runs out of time. */
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

/** What is to be mended, one line each. */
function faultsOf({ findings }: CheckReport): string[] {
  return findings
    .filter(({ level }) => level === "fault")
    .map(({ id, subject, outcome }) => [id, subject, outcome].filter(Boolean).join(" "));
}

/** What `ck check` says of each fault. */
const NAMED: Readonly<Record<ServerFault, readonly string[]>> = {
  "no check at all": [
    "missing-signature",
    "malformed-signature",
    "wrong-signature",
    "repeated-signature",
    "stale-key a stranger's key",
    "stale-key the key that was retired last",
    "changed-body",
    "re-encoded-body",
  ],
  "no check without a header": ["missing-signature"],
  "takes one of two signatures": ["repeated-signature"],
  "knows a key that is retired": ["stale-key the key that was retired last"],
  "verifies what it serialises anew": ["re-encoded-body", "exact-bytes"],
  "answers broken JSON with 200 and the error": ["not-json", "error-leak a body that is no JSON object"],
  "breaks on broken JSON and shows the stack": ["not-json", "error-leak a body that is no JSON object"],
  "says execute instead of execution": ["answer execute ApplyLeave wrong-form"],
  "says too much to welcome": ["answer welcome too-large"],
  "takes too long to execute": ["answer execute ApplyLeave timed-out"],
  "answers every method": ["method"],
  "answers a button with broken JSON": ["answer button ApplyLeave saveDraft bad-json"],
  "answers fallback with execution": ["answer fallback wrong-form"],
  "reads bodies without end": ["body-size"],
  "knows actions by text alone": ["action-form prompt ApplyLeave leaveType"],
};

describe("a check", () => {
  it("has nothing to mend in a server of @ck/bot and @ck/express", async () => {
    const report = await check(await listen(goodServer(keys.current)));
    expect(report.findings.filter(({ level }) => level !== "ok" && level !== "note")).toEqual([]);
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

  it("has nothing to mend in a server that has none of the planted faults", async () => {
    const report = await check(await listen(sloppyServer(keys)));
    expect(faultsOf(report)).toEqual([]);
  });

  it.each(FAULTS)("names a server that %s", async (fault) => {
    // The server that is slow never answers.
    const timeoutMs = fault === "takes too long to execute" ? 3_000 : 20_000;
    const report = await check(await listen(sloppyServer(keys, fault)), { limits: { timeoutMs } });
    expect(faultsOf(report)).toEqual(NAMED[fault]);
    expect(report.findings.every(({ level, fix: mend }) => level !== "fault" || (mend ?? "").length > 10)).toBe(true);
    expect(report.passed).toBe(false);
  });

  it("names all the faults of a server that has twelve at once", async () => {
    const together = FAULTS.filter(
      (fault) =>
        !["no check at all", "breaks on broken JSON and shows the stack", "takes too long to execute"].includes(fault),
    );
    expect(together).toHaveLength(12);
    const report = await check(await listen(sloppyServer(keys, ...together)));
    expect(faultsOf(report).toSorted()).toEqual([...new Set(together.flatMap((fault) => NAMED[fault]))].toSorted());
  });

  it("says that the key is another one, and nothing of what it cannot know then", async () => {
    const report = await check(await listen(goodServer(keys.retired)));
    expect(faultsOf(report)).toEqual(["genuine"]);
    expect(report.findings.find(({ id }) => id === "genuine")?.fix).toContain("ck key show");
    expect(report.findings.filter(({ level }) => level === "skipped").length).toBeGreaterThan(0);
  });

  it("leaves out what makes the bot act when told so", async () => {
    const report = await check(await listen(sloppyServer(keys)), { withoutExecute: true });
    expect(report.findings.filter(({ subject }) => /^(execute|button)/.test(subject ?? ""))).toEqual([]);
  });
});

describe("ck check", () => {
  it("gives the report of a good server, signed with the vault's key and with the one that was retired, and ends with 0", async () => {
    const project = await newProject();
    const url = await listen(sloppyServer(project));
    const { code, stdout } = await ck.within(project.cwd, `check ${url} --no-execute --json`);
    const { passed, findings } = JSON.parse(stdout) as CheckReport;
    expect({ code, passed }).toEqual({ code: 0, passed: true });
    expect(findings).toContainEqual(
      expect.objectContaining({ id: "stale-key", subject: "the key that was retired last", level: "ok" }),
    );
    expect(findings.filter(({ subject }) => /^(execute|button)/.test(subject ?? ""))).toEqual([]);
  });

  it("prints a line for each finding, and what to do, for a person, and ends with 1", async () => {
    const project = await newProject();
    const url = await listen(sloppyServer(project, "no check without a header"));
    const { code, stdout, stderr } = await ck.within(project.cwd, `check ${url}`);
    expect(stdout).toContain(
      "MEND  missing-signature    A request without a signature is let in: the answer is 200.\n      → Check the signature of every request",
    );
    expect(stdout).toMatch(/\n\d+ ok, 1 to mend, \d+ to know, 0 skipped; \d+ requests\n$/);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });
});
