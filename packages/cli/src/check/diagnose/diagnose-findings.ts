import type { CheckFinding, FindingId } from "../finding.js";
import type { Diagnosis } from "./diagnose.js";

const FORGERIES: readonly FindingId[] = ["missing-signature", "wrong-signature", "changed-body"];

/** Says in one sentence what many findings have in common. */
export function diagnoseFindings(findings: readonly CheckFinding[]): Diagnosis | undefined {
  const receptions = findings.flatMap(({ id, reception }) => (FORGERIES.includes(id) ? [reception] : []));
  if (receptions.length < FORGERIES.length) return undefined;
  if (receptions.every((reception) => reception === "accepted"))
    return {
      message: "Your server does not verify signatures: anybody can talk to it.",
      fix: "Verify the signature of every request before anything else, and answer 401 with an empty body.",
    };
  if (receptions.every((reception) => reception === "rejected-with-200"))
    return {
      message: "Your server refuses forged requests, but with the status 200.",
      fix: "Answer 401 with an empty body.",
    };
  return undefined;
}
