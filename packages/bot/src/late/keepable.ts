import { serialize } from "../answer/answer.js";
import type { Context } from "../context.js";
import type { Dispatched } from "../answer/dispatch.js";
import { BotError } from "../error.js";
import type { Deadline } from "../time/deadline.js";
import { isAbortOf } from "../time/is-abort-of.js";
import { withoutTickets } from "../answer/late-key.js";
import { withStores } from "../answer/stores.js";
import { baselineOf } from "../session/baseline.js";
import { withoutKey } from "../without-key.js";
import { changesOf, type Ended } from "./kept.js";

/** A handler that missed the deadline. */
export interface Unfinished {
  readonly context: Context;
  /** How long the handler may run. */
  readonly life: Deadline;
  readonly work: Promise<Dispatched>;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
}

/** Waits for a late handler and returns what to keep. Never rejects: errors go to `report`. */
export async function keepable(
  { work, context, life, maxBytes }: Unfinished,
  report: (error: unknown) => void,
): Promise<Ended> {
  try {
    return toKept(await life.race(work), context, maxBytes);
  } catch (error) {
    if (life.cause() === undefined) report(error);
    else {
      report(
        new BotError(
          "ERR_DEADLINE",
          `${life.hook === undefined ? "A late handler" : `The hook ${life.hook} of a late handler`} was still running at giveUpMs, so its signal was aborted and the visitor gets the failure answer. Raise giveUpMs, or make the action durable.`,
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
 * Turns an answer into what is kept of it.
 *
 * @throws {@link BotError} `ERR_RESPONSE_TOO_LARGE`, `ERR_INVALID_ANSWER`: the answer could not be sent
 */
export function toKept({ response, handler }: Dispatched, context: Context, maxBytes: number): Ended {
  serialize(withStores(response, context, handler), handler, maxBytes);
  const now = ("broadcast" in response && response.broadcast) || context.broadcast;
  const changes = changesOf(baselineOf(context, "broadcast").store, withoutTickets(now));
  return { state: "ready", response: withoutKey(response, "broadcast"), handler, changes };
}
