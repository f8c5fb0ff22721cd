import { createBot, type Bot, type LateAnswer } from "@ck/bot";
import { applyLeave } from "./actions/apply-leave.js";
import { cancelLeave } from "./actions/cancel-leave.js";
import { holidays } from "./actions/holidays.js";
import { auditTrail, yearlyReport } from "./actions/misbehaving.js";
import { myLeaves } from "./actions/my-leaves.js";
import type { LeaveType } from "./leave-types.js";
import { pictureOf as ownPictureOf } from "./pictures.js";
import type { LeaveStore } from "./store/leave-store.js";

/** What the leave bot stands on. */
export interface LeaveBotOptions {
  readonly store: LeaveStore;
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
  /** The URLs of the pictures beside the leave types. Default: pictures in the URL itself. */
  readonly pictureOf?: (type: LeaveType) => string;
  /** How long the report of the year takes, in ms. Default: 8 s, longer than the platform waits. */
  readonly reportMs?: number;
  /** Has the report made by a worker process. Default: by the server itself. */
  readonly durableReport?: boolean;
}

/** The leave bot of the contract page. It knows nothing of servers: mount it with the `webhook` of any adapter. */
export function createLeaveBot({
  store,
  now = () => new Date(),
  pictureOf = ownPictureOf,
  reportMs = 8_000,
  durableReport = false,
}: LeaveBotOptions): Bot {
  const parts = { store, now, pictureOf };
  return createBot({
    actions: {
      ApplyLeave: applyLeave(parts),
      MyLeaves: myLeaves(parts),
      CancelLeave: cancelLeave(parts),
      Holidays: holidays(parts),
      YearlyReport: yearlyReport({ takesMs: reportMs, durable: durableReport }),
      AuditTrail: auditTrail(),
    },
    welcome: ({ clientData }) =>
      `Hello ${clip(clientData["name"], 40) || "there"}! I can book leave, cancel it, and show your leave and the holidays.`,
    // Clipped, because the visitor's words can be longer than an answer may be.
    fallback: ({ userInput, lateAnswers }) =>
      `${mention(lateAnswers)}I can help with leave only. You said: ${clip(userInput, 80) || "nothing"}`,
    failure: () => "Sorry, that did not work. It has been noted; please try again later.",
    late: ({ lateAnswers }) =>
      lateAnswers.length === 0
        ? "This takes longer than you should have to wait. Please ask again in a minute."
        : "It is not ready yet. Please ask again in a minute.",
  });
}

/** Tells a visitor who talks of something else what became of the report. */
function mention(lateAnswers: readonly LateAnswer[]): string {
  const report = lateAnswers.find(({ action }) => action === "YearlyReport");
  if (report === undefined) return "";
  return report.state === "running" ? "Your report is not ready yet. " : "Your report is ready: ask for it again. ";
}

/** The first characters of a text, whole ones; nothing of what is not a text. */
function clip(value: unknown, length: number): string {
  if (typeof value !== "string") return "";
  const start = [...new Intl.Segmenter().segment(value.slice(0, 10 * length))].slice(0, length);
  const clipped = start.map(({ segment }) => segment).join("");
  return clipped === value ? value : `${clipped}…`;
}
