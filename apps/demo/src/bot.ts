import { createBot, type Bot } from "@ck/bot";
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
  /** How long the report takes that is written to be too slow, in ms. Default: 10 s, twice what the platform waits. */
  readonly reportMs?: number;
}

/** The leave bot of the contract page. It knows nothing of servers: mount it with the `webhook` of any adapter. */
export function createLeaveBot({
  store,
  now = () => new Date(),
  pictureOf = ownPictureOf,
  reportMs = 10_000,
}: LeaveBotOptions): Bot {
  const parts = { store, now, pictureOf };
  return createBot({
    actions: {
      ApplyLeave: applyLeave(parts),
      MyLeaves: myLeaves(parts),
      CancelLeave: cancelLeave(parts),
      Holidays: holidays(parts),
      YearlyReport: yearlyReport({ takesMs: reportMs }),
      AuditTrail: auditTrail(),
    },
    welcome: ({ clientData }) =>
      `Hello ${clip(clientData["name"], 40) || "there"}! I can book leave, cancel it, and show your leave and the holidays.`,
    // Clipped, because the visitor's words can be longer than an answer may be.
    fallback: ({ userInput }) => `I can help with leave only. You said: ${clip(userInput, 80) || "nothing"}`,
    failure: () => "Sorry, that did not work. It has been noted; please try again later.",
    late: "This takes longer than you should have to wait. Please ask again in a minute.",
  });
}

/** The first characters of a text, whole ones; nothing of what is not a text. */
function clip(value: unknown, length: number): string {
  if (typeof value !== "string") return "";
  const start = [...new Intl.Segmenter().segment(value.slice(0, 10 * length))].slice(0, length);
  const clipped = start.map(({ segment }) => segment).join("");
  return clipped === value ? value : `${clipped}…`;
}
