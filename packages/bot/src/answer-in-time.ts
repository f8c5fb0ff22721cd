import type { WebhookRequest, WebhookResponse } from "@ck/protocol";
import { serialize } from "./answer/answer.js";
import type { Action, Bot } from "./bot.js";
import type { Context } from "./context.js";
import { createContext } from "./answer/create-context.js";
import { within, type Deadline } from "./time/deadline.js";
import { dispatch, type Dispatched, type ExecuteElsewhere } from "./answer/dispatch.js";
import type { Ending } from "./wire/ending.js";
import { asBotError, BotError } from "./error.js";
import type { FoundAction } from "./answer/describe-request.js";
import { isAbortOf } from "./time/is-abort-of.js";
import type { LateStore } from "./late/late-store.js";
import { enqueue, type Enqueued } from "./late/job/enqueue.js";
import { FailedElsewhere } from "./late/job/wait-for-answer.js";
import { applyChanges, type Kept } from "./late/kept.js";
import { runOn, type Promised } from "./late/run-on.js";
import { openSession, withTickets, type LateSession } from "./late/session.js";
import { withTicket, type Ticket } from "./late/ticket.js";
import type { ReceiveConfig } from "./options.js";
import { CallerGone, requireWanted } from "./wire/refusal.js";
import { sayInstead } from "./answer/say-instead.js";
import { withStores } from "./answer/stores.js";
import { checkSuggestions } from "./answer/suggestions.js";
import type { Visit } from "./visit.js";
import { withoutKey } from "./without-key.js";

/** One request that is being answered. */
interface Answering {
  readonly bot: Bot;
  readonly config: ReceiveConfig;
  readonly visit: Visit;
  readonly context: Context;
  readonly session: LateSession;
  readonly report: (error: unknown) => void;
  /** When the handler has to be done: at the deadline, or later if it may be late. */
  readonly handlerDeadline: Deadline;
  /** Set for an `execute` that may be late. */
  readonly late: { readonly name: string; readonly action: Action; readonly store: LateStore } | undefined;
}

/** Answers a genuine request in time, whatever the bot's handlers do. */
export async function answerInTime(
  bot: Bot,
  config: ReceiveConfig,
  request: WebhookRequest,
  found: FoundAction,
  visit: Visit,
): Promise<Ending> {
  const { deadline, signer, details } = visit;
  const report = (error: unknown): void => config.onError(asBotError(error), details);

  const session = await openSession(config.late, bot, request, visit, report);
  // A handler would run for nobody, and an answer that is handed over would reach nobody.
  await requireWanted(deadline);
  const late = request.todo === "execute" && found && config.late ? { ...found, store: config.late } : undefined;
  const handlerDeadline = late && late.action.durable !== true ? deadline.extend(late.store.giveUpMs) : deadline;
  const context = createContext(request, handlerDeadline, { keyId: signer?.keyId, lateAnswers: session.pending });
  const answering: Answering = { bot, config, visit, session, report, handlerDeadline, late, context };

  const promised = late && (await session.ask(late.name));
  if (promised !== undefined) handlerDeadline.stop();
  const answered = await (promised === undefined ? answer(answering) : handOver(answering, promised));
  return Object.assign(answered, { status: 200 });
}

type Answered = Pick<Ending, "outcome" | "body">;

/** Answers an `execute` with what an earlier, late one promised. */
async function handOver(answering: Answering, kept: Kept): Promise<Answered> {
  if (kept.state !== "ready") return say(answering, kept.state === "running" ? "late" : "failure");
  try {
    const { context } = answering;
    context.broadcast = applyChanges(context.broadcast, kept.changes);
    // Its action is over, and so is the store of that action.
    const response = withoutKey(kept.response, "cache");
    return { outcome: "handed-over", body: finish(answering, { ...kept, response }) };
  } catch (error) {
    answering.report(error);
    return say(answering, "failure");
  }
}

async function answer(answering: Answering): Promise<Answered> {
  const { bot, config, context, handlerDeadline, late, visit, report } = answering;
  const queue = late?.action.durable === true ? late.store.queue : undefined;
  let enqueued: Enqueued | undefined;
  const viaQueue: ExecuteElsewhere | undefined =
    late &&
    queue &&
    ((extended) =>
      (enqueued = enqueue(late.store, queue, {
        context: extended,
        action: late.name,
        visit,
        maxBytes: config.maxResponseBytes,
      })).done);
  const work = dispatch(bot, context, { execute: viaQueue });
  let runsOn = false;
  try {
    const done = await visit.deadline.race(work);
    return { outcome: done.askedAgain === true ? "asked-again" : "answered", body: finish(answering, done) };
  } catch (error) {
    const cause = visit.deadline.cause();
    if (cause === undefined) {
      if (!(error instanceof FailedElsewhere)) report(error);
      return await say(answering, "failure");
    }
    const promised = cause === "deadline" ? await promise(answering, work, enqueued) : undefined;
    runsOn = promised !== undefined;
    if (promised) {
      const [said] = await Promise.all([
        say(answering, "late", withTicket(answering.session.tickets, promised.ticket)),
        // A visitor who asks again at once may reach another process, which has to find it. But the answer must be in time.
        promised.noted && within(visit.deadline.untilAnswerMs(), promised.noted, undefined),
      ]);
      return said;
    }
    handlerDeadline.expire();
    // The author still hears how the handler fails.
    work.catch((failed: unknown) => {
      if (!isAbortOf(failed, handlerDeadline.signal) && !(failed instanceof FailedElsewhere)) report(failed);
    });
    if (cause === "gone") throw new CallerGone();
    report(queue ? notQueued() : tooLate(visit.deadline.limitMs));
    return await say(answering, queue ? "failure" : "late");
  } finally {
    if (!runsOn) handlerDeadline.stop();
  }
}

/** A ticket for a handler that is not done at the deadline, if it goes on somewhere. */
async function promise(
  { late, config, context, handlerDeadline, visit, report }: Answering,
  work: Promise<Dispatched>,
  enqueued: Enqueued | undefined,
): Promise<Promised | undefined> {
  if (late === undefined) return undefined;
  if (late.action.durable === true) {
    const ticket = enqueued?.ticket();
    return ticket && { ticket };
  }
  const unfinished = { context, life: handlerDeadline, work, action: late.name, maxBytes: config.maxResponseBytes };
  return runOn(late.store, unfinished, visit, report);
}

/** The bytes of a response, with the stores in it. */
function finish({ bot, context, session, config, report }: Answering, { response, handler }: Dispatched): Uint8Array {
  for (const wrong of checkSuggestions(bot, response, handler)) report(wrong);
  const complete = withTickets(withStores(response, context, handler), context.request, session.tickets);
  return serialize(complete, handler, config.maxResponseBytes);
}

/** The late or failure message in place of an answer. */
async function say(
  { bot, config, context, visit, report, session }: Answering,
  which: "late" | "failure",
  tickets: readonly Ticket[] = session.tickets,
): Promise<Answered> {
  const complete = (response: WebhookResponse): WebhookResponse => withTickets(response, context.request, tickets);
  const body = await sayInstead(which, { bot, config, context, deadline: visit.deadline, report, complete });
  return { outcome: which === "late" ? "late" : "failed", body };
}

function tooLate(deadlineMs: number): BotError {
  return new BotError(
    "ERR_DEADLINE",
    `The handler was not done after ${deadlineMs} ms. Answer sooner, allow late answers with lateAnswers, or do the work elsewhere and tell the visitor so.`,
  );
}

function notQueued(): BotError {
  return new BotError("ERR_QUEUE", "The queue had not accepted the job of a durable action by the deadline.");
}
