import type { Exchange } from "@ck/emulator";
import type { CheckFinding, FindingId } from "./finding.js";
import { receptionOf, type Reception } from "./probe.js";

/** What a server has to refuse. */
export interface MustRefuse {
  readonly id: FindingId;
  readonly subject?: string;
  /** The request in words, as a subject: `A request without a signature`. */
  readonly what: string;
  /** The status that the contract names. */
  readonly status: 400 | 401 | 405 | 413;
  /** What to do where it is let in. */
  readonly fix: string;
}

/** From the best that a server can do to the worst. */
const RANKS: readonly Reception["kind"][] = ["refused", "hung-up", "silent", "broke", "let-in"];

/** Judges one request or several of a kind, by the one that went worst. */
export function judgeRefusal(must: MustRefuse, exchanges: readonly Exchange[]): CheckFinding {
  return judgeReceptions(must, exchanges.map(receptionOf));
}

/** The same for receptions. */
export function judgeReceptions(
  { id, subject, what, status, fix: mend }: MustRefuse,
  receptions: readonly Reception[],
): CheckFinding {
  const worst = receptions.toSorted((one, other) => RANKS.indexOf(other.kind) - RANKS.indexOf(one.kind))[0];
  const about = { id, ...(subject !== undefined && { subject }) };
  switch (worst?.kind) {
    case "refused": {
      const other = worst.status === status ? "" : ` The contract names ${status} for it (contract §5).`;
      return { ...about, level: "ok", message: `${what} is refused with ${worst.status}.${other}` };
    }
    case "hung-up":
      return { ...about, level: "ok", message: `${what} is not answered: the server hangs up.` };
    case "let-in":
      return { ...about, level: "fault", message: `${what} is let in: the answer is ${worst.status}.`, fix: mend };
    case "broke":
      return {
        ...about,
        level: "fault",
        message: `${what} makes the server break: the answer is ${worst.status}.`,
        fix: `Catch what is thrown there, and answer ${status} with an empty body.`,
      };
    case "silent":
    case undefined:
      return {
        ...about,
        level: "note",
        message: `${what} is not answered in time, so it cannot be said what became of it.`,
      };
  }
}
