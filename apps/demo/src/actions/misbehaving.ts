import { setTimeout } from "node:timers/promises";
import { action, type Action } from "@ck/bot";
import { execution, note } from "@ck/protocol";

/**
 * Takes longer than the platform waits, which is 5 s (contract §4): its answer is late. It stops when its signal is aborted, as a database query or a fetch would.
 * `durable`: a worker process does it.
 */
export function yearlyReport({ takesMs, durable }: { readonly takesMs: number; readonly durable: boolean }): Action {
  return action({
    durable,
    async execute({ signal }) {
      await setTimeout(takesMs, undefined, { signal });
      return "The report of the year is done.";
    },
  });
}

/** Written to be too large: the platform takes 100 KB (contract §4). */
export function auditTrail(): Action {
  const lines = Array.from({ length: 4_000 }, (_, index) => `${index + 1}. Somebody looked at the leave calendar.`);
  return action({
    execute: () => execution("This is everything that ever happened.", { card: [note(lines.join("\n"))] }),
  });
}
