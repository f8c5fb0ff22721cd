import type { FailureResponse, WebhookRequest } from "@ck/protocol";
import { isEmpty, messageFor, serialize, toResponse } from "./answer.js";
import type { Bot } from "./bot.js";
import type { Context } from "./context.js";
import { within, type Deadline } from "./deadline.js";
import { DEFAULT_FAILURE, DEFAULT_LATE, dispatch } from "./dispatch.js";
import type { Ending } from "./ending.js";
import { BotError, isBotError } from "./errors.js";
import type { ErrorDetails } from "./events.js";
import type { ReceiveConfig } from "./options.js";
import { CallerGone } from "./refusal.js";

/** Has the bot answer a genuine request in time, whatever its handlers do. */
export async function converse(
  bot: Bot,
  config: ReceiveConfig,
  request: WebhookRequest,
  keyId: string | undefined,
  deadline: Deadline,
): Promise<Ending> {
  const details = detailsOf(bot, request);
  const known = { ...details, ...(request.environment !== undefined && { environment: request.environment }) };
  const report = (error: unknown): void => config.onError(asBotError(error), details);
  const context = createContext(request, keyId, deadline);

  const work = dispatch(bot, context).then(({ response, handler, askedAgain }) => ({
    outcome: askedAgain === true ? ("asked-again" as const) : ("answered" as const),
    body: serialize(response, handler, config.maxResponseBytes),
  }));
  try {
    return { ...known, status: 200, ...(await deadline.race(work)) };
  } catch (error) {
    const cause = deadline.cause();
    if (cause !== undefined) {
      // The handler runs on; how it fails is still the author's to know.
      work.catch((failed: unknown) => {
        if (!isAbortOf(failed, deadline.signal)) report(failed);
      });
    }
    if (cause === "gone") throw new CallerGone();
    const late = cause === "deadline";
    if (late) {
      report(
        new BotError(
          "ERR_DEADLINE",
          `The handler was not done after ${deadline.limitMs} ms. Answer sooner, or do the work elsewhere and say so.`,
        ),
      );
    } else {
      report(error);
    }
    const body = await sayInstead(late ? "late" : "failure", bot, config, context, deadline, report);
    return { ...known, outcome: late ? "late" : "failed", status: 200, body };
  }
}

function createContext(request: WebhookRequest, keyId: string | undefined, deadline: Deadline): Context {
  const { environment, userInput, user, org, sessionData, clientData, messageData } = request;
  return {
    request,
    environment,
    keyId,
    userInput,
    user,
    org,
    sessionData,
    clientData,
    messageData,
    // Copies: what the handler changes is told from what came.
    broadcast: copy(request.broadcast),
    cache: copy(request.cache),
    get signal() {
      return deadline.signal;
    },
    remainingMs: () => deadline.remainingMs(),
  };
}

/** Most stores are empty, and a clone of nothing costs as much as one of something. */
function copy(store: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return isEmpty(store) ? {} : structuredClone(store);
}

/** The author's words for a request that could not be answered, or ours where these fail too. */
async function sayInstead(
  which: "late" | "failure",
  bot: Bot,
  { maxResponseBytes }: ReceiveConfig,
  context: Context,
  deadline: Deadline,
  report: (error: unknown) => void,
): Promise<Uint8Array> {
  const { todo } = context.request;
  const standard = which === "late" ? DEFAULT_LATE : DEFAULT_FAILURE;
  const ask = async (): Promise<unknown> => {
    if (which === "late") return typeof bot.late === "function" ? bot.late(context) : bot.late;
    // Where the failure handler itself is what failed, it is not asked again.
    return todo === "failure" ? undefined : bot.failure?.(context);
  };
  try {
    const said = await within(deadline.remainingMs() + deadline.graceMs, ask(), undefined);
    const { message } = toResponse("failure", said ?? standard, which) as FailureResponse;
    return serialize(messageFor(todo, message), which, maxResponseBytes);
  } catch (error) {
    report(error);
    return serialize(messageFor(todo, standard), which, maxResponseBytes);
  }
}

function detailsOf(bot: Bot, request: WebhookRequest): ErrorDetails {
  const { todo } = request;
  const asked = request.action?.namespace;
  return asked === undefined ? { todo } : { todo, action: bot.findAction(asked)?.name ?? printable(asked) };
}

function asBotError(error: unknown): BotError {
  return isBotError(error)
    ? error
    : new BotError("ERR_HANDLER_FAILED", "A handler threw. See the cause.", { cause: error });
}

/** Whether an error only says that the signal was aborted: Node's own functions wrap the signal's reason in an error of theirs. */
function isAbortOf(error: unknown, signal: AbortSignal): boolean {
  try {
    let cause = error;
    for (let depth = 0; depth < 5; depth++) {
      if (cause === signal.reason) return true;
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  } catch {
    // What somebody threw may be anything, also something that throws when it is looked at.
  }
  return false;
}

/** A name that came over the wire and that nobody declared, fit for a line of a log. */
function printable(name: string): string {
  return name.slice(0, 100).replace(/\p{C}/gu, "?");
}
