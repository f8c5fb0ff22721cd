import type { FailureResponse, WebhookResponse } from "@ck/protocol";
import { messageFor, serialize, toResponse } from "./answer.js";
import type { Bot } from "../bot.js";
import type { Context } from "../context.js";
import { within, type Deadline } from "../time/deadline.js";
import { DEFAULT_FAILURE, DEFAULT_LATE } from "./dispatch.js";
import type { ReceiveConfig } from "../options.js";

/** What a request is answered with where its handler has no answer. */
export interface Instead {
  readonly bot: Bot;
  readonly config: Pick<ReceiveConfig, "maxResponseBytes">;
  readonly context: Context;
  readonly deadline: Deadline;
  readonly report: (error: unknown) => void;
  /** Puts more into the response than the words, where there is place. */
  readonly complete?: (response: WebhookResponse) => WebhookResponse;
}

/** The author's words for a request that could not be answered, or ours where these fail too. */
export async function sayInstead(
  which: "late" | "failure",
  { bot, config, context, deadline, report, complete = (response) => response }: Instead,
): Promise<Uint8Array> {
  const { todo } = context.request;
  const standard = which === "late" ? DEFAULT_LATE : DEFAULT_FAILURE;
  const ask = async (): Promise<unknown> => {
    if (which === "late") return typeof bot.late === "function" ? bot.late(context) : bot.late;
    // Where the failure handler itself is what failed, it is not asked again.
    return todo === "failure" ? undefined : bot.failure?.(context);
  };
  const bytes = (response: WebhookResponse): Uint8Array => serialize(response, which, config.maxResponseBytes);
  let words = messageFor(todo, standard);
  try {
    const said = await within(deadline.untilAnswerMs(), ask(), undefined);
    const { message } = toResponse("failure", said ?? standard, which) as FailureResponse;
    const own = messageFor(todo, message);
    bytes(own);
    words = own;
  } catch (error) {
    // Words that fail take nothing with them that the answer has to carry beside them.
    report(error);
  }
  try {
    return bytes(complete(words));
  } catch (error) {
    report(error);
    return bytes(messageFor(todo, standard));
  }
}
