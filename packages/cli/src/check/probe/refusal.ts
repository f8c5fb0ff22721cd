import type { Exchange } from "@ck/emulator";
import type { CheckFinding, FindingId } from "../finding.js";
import type { Prober } from "./prober.js";
import type { Reception } from "./reception.js";

/** Something that a server has to reject. */
export interface MustReject {
  readonly id: FindingId;
  readonly subject?: string;
  /** The request as the subject of a sentence: `A request without a signature`. */
  readonly what: string;
  /** The expected status. */
  readonly status: 400 | 401 | 405 | 413;
  /** What to do if it is accepted. */
  readonly fix: string;
}

/** From the best that a server can do to the worst. */
const RANKS: readonly Reception["kind"][] = [
  "rejected",
  "hung-up",
  "silent",
  "rejected-with-200",
  "errored",
  "accepted",
];

/** Judges requests of one kind by the one with the worst outcome. */
export function judgeRefusal(must: MustReject, exchanges: readonly Exchange[], prober: Prober): CheckFinding {
  return judgeReceptions(must, exchanges.map(prober.receptionOf));
}

/** The same for receptions. */
export function judgeReceptions(
  { id, subject, what, status, fix }: MustReject,
  receptions: readonly Reception[],
): CheckFinding {
  const worst = receptions.toSorted((one, other) => RANKS.indexOf(other.kind) - RANKS.indexOf(one.kind))[0];
  const about = { id, ...(subject !== undefined && { subject }), ...(worst && { reception: worst.kind }) };
  switch (worst?.kind) {
    case "rejected": {
      const other = worst.status === status ? "" : ` The usual status is ${status}.`;
      return { ...about, level: "passed", message: `${what} is rejected with ${worst.status}.${other}` };
    }
    case "hung-up": {
      // Whoever sends too much may not be listening for the answer.
      const level = status === 413 ? "passed" : "note";
      return { ...about, level, message: `${what} gets no answer: the server closes the connection.` };
    }
    case "rejected-with-200":
      return {
        ...about,
        level: "failed",
        message: `${what} is refused, but with the status ${worst.status}, which says that it was accepted.`,
        fix: `Answer ${status} with an empty body.`,
      };
    case "accepted":
      return { ...about, level: "failed", message: `${what} is accepted: the answer is ${worst.status}.`, fix };
    case "errored":
      return {
        ...about,
        level: "failed",
        message: `${what} makes the server fail: the answer is ${worst.status}.`,
        fix: `Catch the error, and answer ${status} with an empty body.`,
      };
    case "silent":
    case undefined:
      return { ...about, level: "note", message: `${what} gets no answer in time, so its fate is unknown.` };
  }
}
