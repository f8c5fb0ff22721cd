import { serialize } from "../answer.js";
import type { Context } from "../context.js";
import type { Dispatched } from "../dispatch.js";
import { BotError } from "../errors.js";
import { isAbortOf } from "../is-abort-of.js";
import { withStores } from "../stores.js";
import { withoutKey } from "../without-key.js";
import { changesOf, type Kept } from "./kept.js";
import type { Unfinished } from "./run-on.js";
import { withoutTickets } from "./ticket.js";

/** What is kept of a handler that runs on, once it is done or its time is over. Never rejects; the author is told what went wrong. */
export async function keepable(
  { work, context, life, maxBytes }: Unfinished,
  report: (error: unknown) => void,
): Promise<Kept> {
  try {
    return toKept(await life.race(work), context, maxBytes);
  } catch (error) {
    if (life.cause() === undefined) report(error);
    else {
      report(
        new BotError(
          "ERR_DEADLINE",
          "The handler of a late answer was not done at giveUpMs, and its signal was aborted. The visitor gets the failure answer. Give it longer, or make the action durable.",
        ),
      );
      work.catch((failed: unknown) => {
        if (!isAbortOf(failed, life.signal)) report(failed);
      });
    }
    return { state: "failed" };
  } finally {
    life.stop();
  }
}

/**
 * An answer as it is kept.
 * @throws BotError `ERR_RESPONSE_TOO_LARGE`, `ERR_INVALID_ANSWER`: what could not have been sent is not kept
 */
export function toKept({ response, handler }: Dispatched, context: Context, maxBytes: number): Kept {
  serialize(withStores(response, context, handler), handler, maxBytes);
  const now = ("broadcast" in response && response.broadcast) || context.broadcast;
  const changes = changesOf(withoutTickets(context.request.broadcast), withoutTickets(now));
  return { state: "ready", response: withoutKey(response, "broadcast"), handler, changes };
}
