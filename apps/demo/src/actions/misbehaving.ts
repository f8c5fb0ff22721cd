import { setTimeout } from "node:timers/promises";
import { action, type Action } from "@ck/bot";
import { execution, note } from "@ck/protocol";
import type { LeaveStore } from "../store/leave-store.js";

interface YearlyReportOptions {
  readonly store: LeaveStore;
  readonly takesMs: number;
  readonly durable: boolean;
}

/**
 * Takes longer than the 5 s that the platform waits (docs/contract.md §4), so its answer is late. Stops when its signal is aborted, as a
 * database query or a fetch would. With `durable`, a worker process does it.
 */
export function yearlyReport({ store, takesMs, durable }: YearlyReportOptions): Action {
  return action({
    durable,
    async execute({ signal, idempotencyKey }) {
      // A report does no harm if it is made twice. Here the database knows how often it was begun.
      if (idempotencyKey !== undefined) await store.beginReport(idempotencyKey);
      await setTimeout(takesMs, undefined, { signal });
      return "The yearly report is done.";
    },
  });
}

/** Too large on purpose: the platform accepts 100 KB (docs/contract.md §4). */
export function auditTrail(): Action {
  const lines = Array.from({ length: 4_000 }, (_, index) => `${index + 1}. Somebody looked at the leave calendar.`);
  return action({
    execute: () => execution("This is everything that ever happened.", { card: [note(lines.join("\n"))] }),
  });
}
