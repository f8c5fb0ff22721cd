import type { FailureResponse, WebhookResponse } from "@ck/protocol";
import { messageFor, serialize, toResponse } from "./answer.js";
import type { Bot } from "../bot.js";
import type { Context } from "../context.js";
import { within, type Deadline } from "../time/deadline.js";
import type { ReceiveConfig } from "../options.js";
import { english } from "../texts/english.js";
import { sayText } from "../texts/say-text.js";

/** What it takes to answer a request whose handler has no answer. */
export interface Instead {
  readonly bot: Bot;
  readonly config: Pick<ReceiveConfig, "maxResponseBytes">;
  readonly context: Context;
  readonly deadline: Deadline;
  readonly report: (error: unknown) => void;
  /** Adds more than the message to the response, if there is room. */
  readonly complete?: (response: WebhookResponse) => WebhookResponse | Promise<WebhookResponse>;
}

/** The author's late or failure message, or the default if that fails too. */
export async function sayInstead(
  which: "late" | "failure",
  { bot, config, context, deadline, report, complete = (made) => made }: Instead,
): Promise<string> {
  const { todo } = context.request;
  const standard = (): string => {
    try {
      return sayText(bot.textsFor(context), which, {});
    } catch (error) {
      report(error);
      return sayText(english, which, {});
    }
  };
  const ask = async (): Promise<unknown> => {
    if (which === "late") return typeof bot.late === "function" ? bot.late(context) : bot.late;
    // If the failure handler itself failed, it is not called again.
    return todo === "failure" ? undefined : bot.failure?.(context);
  };
  const json = (made: WebhookResponse): string => serialize(made, which, config.maxResponseBytes);
  let response: WebhookResponse | undefined;
  try {
    const said = await within(deadline.untilAnswerMs(), ask(), undefined);
    const { message } = toResponse("failure", said ?? standard(), which) as FailureResponse;
    const own = messageFor(todo, message);
    json(own);
    response = own;
  } catch (error) {
    // The rest of the answer goes out even if the author's message fails.
    report(error);
  }
  try {
    return json(await complete((response ??= messageFor(todo, standard()))));
  } catch (error) {
    report(error);
    return json(messageFor(todo, sayText(english, which, {})));
  }
}
