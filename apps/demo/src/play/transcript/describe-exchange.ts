import type { Exchange } from "@ck/emulator";

/** What was done to a request on purpose, for the faults that are played. */
const FAULT_WORDS: Partial<Record<NonNullable<Exchange["fault"]>, string>> = {
  "wrong-signature": "forged",
  replayed: "sent again",
};

/** `POST execute · signed ✓ · 200 · 12 ms · 482 B · accepted`. */
export function describeExchange({ todo, fault, response, timings, bytes, verdict }: Exchange): string {
  return [
    `POST ${todo}`,
    fault === undefined ? "signed ✓" : `${FAULT_WORDS[fault] ?? fault} ✗`,
    response === undefined ? "no answer" : response.status,
    `${Math.round(timings.totalMs).toLocaleString("en")} ms`,
    `${bytes.received.toLocaleString("en")} B`,
    describeVerdict(verdict),
  ].join(" · ");
}

function describeVerdict(verdict: Exchange["verdict"]): string {
  if (verdict.outcome === "answered") {
    if (verdict.answer.kind === "askNext") return "accepted: ask the next param";
    return verdict.answer.kind === "proceed" ? "accepted: go on to execution" : "accepted";
  }
  if (verdict.outcome === "bad-status") return "refused";
  const [issue] = verdict.issues;
  const why = issue && [issue.path.join("."), issue.message].filter(Boolean).join(": ");
  return `not accepted: ${why ?? verdict.message}`;
}
