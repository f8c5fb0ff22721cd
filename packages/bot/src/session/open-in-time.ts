import type { Answering } from "../answer/finish.js";
import { BotError } from "../error.js";
import { CallerGone } from "../wire/refusal.js";
import { openStores } from "./open-stores.js";
import type { TypedStore } from "./option.js";

/** Opens the stores of a request before its deadline. Returns whether it did; if not, the author was told why. */
export async function openInTime(
  stores: readonly TypedStore[],
  { context, visit, session, handlerDeadline, report }: Answering,
): Promise<boolean> {
  try {
    await visit.deadline.race(openStores(stores, context, report));
    return true;
  } catch (error) {
    handlerDeadline.stop();
    session.end();
    const cause = visit.deadline.cause();
    if (cause === "gone") throw new CallerGone();
    const { limitMs } = visit.deadline;
    report(
      cause === undefined
        ? error
        : new BotError("ERR_DEADLINE", `The schema or migrate of a store was not done after ${limitMs} ms.`),
    );
    return false;
  }
}
