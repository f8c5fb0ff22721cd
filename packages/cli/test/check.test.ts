import { describe, expect, it } from "vitest";
import type { CheckReport } from "../src/index.js";
import { run, useCk, type Ran } from "./ck.js";
import { newProject, type Project } from "./project.js";
import { FAULTS, goodServer, listen, sloppyServer, type ServerFault } from "./servers.js";

const ck = useCk();

async function check(
  project: Project,
  url: string,
  ...more: string[]
): Promise<Ran & { readonly report: CheckReport }> {
  const ran = await run(ck.program(), ["check", url, "--json", "--timeout-ms", "1000", ...more], { cwd: project.cwd });
  return { ...ran, report: JSON.parse(ran.stdout) as CheckReport };
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

describe("ck check", () => {
  it("has nothing to mend in a server of @ck/bot and @ck/express", async () => {
    const project = await newProject();
    const url = await listen(goodServer(project.current));
    const { code, report } = await check(project, url, "--timeout-ms", "5000");
    expect(report.findings.filter(({ level }) => level !== "ok" && level !== "note")).toEqual([]);
    expect({ code, passed: report.passed }).toEqual({ code: 0, passed: true });
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
    const project = await newProject();
    const { code, report } = await check(project, await listen(sloppyServer(project)));
    expect(faultsOf(report)).toEqual([]);
    expect(code).toBe(0);
  });

  it.each(FAULTS)("names a server that %s", async (fault) => {
    const project = await newProject();
    const { code, report } = await check(project, await listen(sloppyServer(project, fault)));
    expect(faultsOf(report)).toEqual(NAMED[fault]);
    expect(report.findings.every(({ level, mend }) => level !== "fault" || (mend ?? "").length > 10)).toBe(true);
    expect({ code, passed: report.passed }).toEqual({ code: 1, passed: false });
  });

  it("names all the faults of a server that has twelve at once", async () => {
    const project = await newProject();
    const together = FAULTS.filter(
      (fault) =>
        !["no check at all", "breaks on broken JSON and shows the stack", "takes too long to execute"].includes(fault),
    );
    expect(together).toHaveLength(12);
    const { code, report } = await check(project, await listen(sloppyServer(project, ...together)));
    expect(faultsOf(report).toSorted()).toEqual([...new Set(together.flatMap((fault) => NAMED[fault]))].toSorted());
    expect(code).toBe(1);
  });

  it("says that the key is another one, and nothing of what it cannot know then", async () => {
    const project = await newProject();
    const { code, report } = await check(project, await listen(goodServer(project.retired)));
    expect(faultsOf(report)).toEqual(["genuine"]);
    expect(report.findings.find(({ id }) => id === "genuine")?.mend).toContain("ck key show");
    expect(report.findings.filter(({ level }) => level === "skipped").length).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it("leaves out what makes the bot act when told so", async () => {
    const project = await newProject();
    const { report } = await check(project, await listen(sloppyServer(project)), "--no-execute");
    expect(report.findings.filter(({ subject }) => /^(execute|button)/.test(subject ?? ""))).toEqual([]);
  });

  it("prints a line for each finding, and what to do, for a person", async () => {
    const project = await newProject();
    const url = await listen(sloppyServer(project, "no check without a header"));
    const { code, stdout, stderr } = await run(ck.program(), ["check", url], { cwd: project.cwd });
    expect(stdout).toContain(
      "MEND  missing-signature   A request without a signature is let in: the answer is 200.\n      → Check the signature of every request",
    );
    expect(stdout).toMatch(/\n\d+ ok, 1 to mend, \d+ to know, 0 skipped; \d+ requests\n$/);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });
});
