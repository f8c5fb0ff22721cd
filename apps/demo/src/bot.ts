import type { Bot, VisitorVerifier } from "@ck/bot";
import { applyLeave } from "./actions/apply-leave.js";
import { cancelLeave } from "./actions/cancel-leave.js";
import { holidays } from "./actions/holidays.js";
import { auditTrail, yearlyReport } from "./actions/misbehaving.js";
import { leavePolicy } from "./actions/leave-policy.js";
import { myLeaves } from "./actions/my-leaves.js";
import { leaveBot } from "./leave-session.js";
import type { LeaveType } from "./leave-types.js";
import { mentionReport } from "./mention-report.js";
import { pictureOf as ownPictureOf } from "./pictures.js";
import type { LeaveStore } from "./store/leave-store.js";

/** What the leave bot needs. */
export interface LeaveBotOptions {
  readonly store: LeaveStore;
  /** Who is logged in at the company's page. */
  readonly visitor: VisitorVerifier;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** The URLs of the pictures beside the leave types. Default: `data:` URLs. */
  readonly pictureOf?: (type: LeaveType) => string;
  /** The URL of the leave policy. Default: an example. */
  readonly policyUrl?: string;
  /** How long the yearly report takes, in ms. Default: 8 s, longer than the platform waits. */
  readonly reportMs?: number;
  /** Leaves the report to a worker process. Default: the server makes it. */
  readonly durableReport?: boolean;
}

/** The leave bot of the contract page. It is independent of any server: mount it with the `webhook` of any adapter. */
export function createLeaveBot({
  store,
  visitor,
  now = () => new Date(),
  pictureOf = ownPictureOf,
  policyUrl = "https://example.com/leave-policy.pdf",
  reportMs = 8_000,
  durableReport = false,
}: LeaveBotOptions): Bot {
  const parts = { store, now, pictureOf, policyUrl };
  return leaveBot.createBot({
    visitor,
    use: [mentionReport],
    actions: {
      ApplyLeave: applyLeave(parts),
      MyLeaves: myLeaves(parts),
      CancelLeave: cancelLeave(parts),
      Holidays: holidays(parts),
      LeavePolicy: leavePolicy(parts),
      YearlyReport: yearlyReport({ store, takesMs: reportMs, durable: durableReport }),
      AuditTrail: auditTrail(),
    },
    welcome: ({ clientData }) =>
      `Hello ${clip(clientData["name"], 40) || "there"}! I can book leave, cancel it, and show your leave and the holidays.`,
    // Clipped, because a message can be longer than an answer may be.
    fallback: ({ userInput }) => `I can help with leave only. You said: ${clip(userInput, 80) || "nothing"}`,
    failure: () => "Sorry, that did not work. It has been noted; please try again later.",
    late: ({ lateAnswers }) =>
      lateAnswers.length === 0
        ? "This takes longer than a chat should make you wait. Please ask again in a minute."
        : "It is not ready yet. Please ask again in a minute.",
  });
}

/** The first whole characters of a string; empty for anything else. */
function clip(value: unknown, length: number): string {
  if (typeof value !== "string") return "";
  const start = [...new Intl.Segmenter().segment(value.slice(0, 10 * length))].slice(0, length);
  const clipped = start.map(({ segment }) => segment).join("");
  return clipped === value ? value : `${clipped}…`;
}
