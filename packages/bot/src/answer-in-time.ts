import type { WebhookRequest, WebhookResponse } from "@ck/protocol";
import { isSendable, serialize } from "./answer/answer.js";
import type { Bot } from "./bot.js";
import type { Context } from "./context.js";
import { createContext } from "./answer/create-context.js";
import { within, type Deadline } from "./time/deadline.js";
import { dispatch, type Dispatched, type Elsewhere } from "./answer/dispatch.js";
import type { Ending } from "./wire/ending.js";
import { asBotError } from "./error.js";
import type { FoundAction } from "./answer/describe-request.js";
import { isAbortOf } from "./time/is-abort-of.js";
import type { LateStore } from "./late/late-store.js";
import { enqueue, type Enqueued } from "./late/job/enqueue.js";
import { FailedElsewhere } from "./late/job/wait-for-answer.js";
import { applyChanges, type Kept } from "./late/kept.js";
import { mayBeLate, type MayBeLate } from "./late/may-be-late.js";
import { runOn, type Promised } from "./late/run-on.js";
import { NO_SESSION, openSession, type HandOver, type LateSession } from "./late/hand-over/session.js";
import { withPageTickets } from "./late/stream/with-page-tickets.js";
import type { Ticket } from "./late/ticket.js";
import { withTickets } from "./late/hand-over/with-tickets.js";
import type { ReceiveConfig } from "./options.js";
import { CallerGone, requireWanted } from "./wire/refusal.js";
import { withoutTickets } from "./answer/late-key.js";
import { notQueued, tooLate } from "./answer/overdue.js";
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
  /** Set for a handler that may be late. */
  readonly late: (MayBeLate & { readonly store: LateStore }) | undefined;
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

  const session = config.late ? await openSession(config.late, bot, request, visit, report) : NO_SESSION;
  // A handler would run for nobody, and an answer that is handed over would reach nobody.
  const wanted = requireWanted(deadline);
  if (wanted) await wanted;
  const handler = config.late && mayBeLate(bot, request, found);
  const late = handler && { ...handler, store: config.late };
  const handlerDeadline = late && !late.isDurable ? deadline.extend(late.store.giveUpMs) : deadline;
  const lateAnswers = session.pending(() => context);
  const context: Context = createContext(request, handlerDeadline, {
    requestId: visit.requestId,
    keyId: signer?.keyId,
    lateAnswers,
  });
  for (const changes of session.unsettled) context.broadcast = applyChanges(context.broadcast, changes);
  const answering: Answering = { bot, config, visit, session, report, handlerDeadline, late, context };

  const promised =
    late && !session.isEmpty ? await (late.todo === "fallback" ? session.next() : session.ask(late)) : undefined;
  if (promised !== undefined) handlerDeadline.stop();
  const answered = await (promised === undefined
    ? answer(answering)
    : config.trace(
        "hand-over",
        () => ({ details }),
        () => handOver(answering, promised),
      ));
  return Object.assign(answered, { status: 200 });
}

type Answered = Pick<Ending, "outcome" | "body" | "isWaiting">;

/** Answers a request with what an earlier one promised. */
async function handOver(answering: Answering, kept: Kept): Promise<Answered> {
  if (kept.state === "running") return { ...(await say(answering, "late")), isWaiting: true };
  if (kept.state !== "ready") return say(answering, "failure");
  try {
    const { context } = answering;
    context.broadcast = applyChanges(context.broadcast, kept.changes);
    // Its action is over, and so is the store of that action.
    const response = withoutKey(kept.response, "cache");
    return { outcome: "handed-over", body: await finish(answering, { ...kept, response }) };
  } catch (error) {
    answering.report(error);
    return say(answering, "failure");
  }
}

async function answer(answering: Answering): Promise<Answered> {
  const { bot, config, context, handlerDeadline, late, session, visit, report } = answering;
  const queue = late?.isDurable === true ? late.store.queue : undefined;
  let enqueued: Enqueued | undefined;
  const { maxResponseBytes: maxBytes, trace } = config;
  const viaQueue: Elsewhere | undefined =
    late &&
    queue &&
    ((extended, name) =>
      (enqueued = enqueue(late.store, queue, { context: extended, handler: late, name, visit, maxBytes, trace })).done);
  const work = dispatch(bot, context, { elsewhere: viaQueue, trace, details: visit.details });
  let runsOn = false;
  try {
    const done = await visit.deadline.race(work);
    const body = finish(answering, done);
    return {
      outcome: done.askedAgain === true ? "asked-again" : "answered",
      body: body instanceof Promise ? await body : body,
    };
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
        say(answering, "late"),
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
    const allowed = config.late && { mayBe: late !== undefined };
    report(queue && !enqueued?.ticket() ? notQueued() : tooLate(context.request.todo, visit.deadline.limitMs, allowed));
    // Whoever promises to be asked again has to have an answer then.
    return await say(answering, config.late ? "failure" : "late");
  } finally {
    if (!runsOn) {
      handlerDeadline.stop();
      session.end();
    }
  }
}

/** What to promise for a handler that is not done at the deadline, if it goes on somewhere. */
async function promise(
  { late, config, context, handlerDeadline, session, visit, report }: Answering,
  work: Promise<Dispatched>,
  enqueued: Enqueued | undefined,
): Promise<Promised | undefined> {
  if (late === undefined) return undefined;
  if (late.isDurable) {
    const ticket = enqueued?.ticket();
    return ticket && session.promise(ticket) ? {} : undefined;
  }
  const unfinished = { context, life: handlerDeadline, work, maxBytes: config.maxResponseBytes };
  return runOn(late.store, { unfinished, handler: late, session }, visit, report);
}

/** The bytes of a response, with the stores in it, and after what the session waits for. */
function finish(answering: Answering, { response, handler }: Dispatched): Uint8Array | Promise<Uint8Array> {
  const { bot, context, config, session, report } = answering;
  for (const wrong of checkSuggestions(bot, response, handler)) report(wrong);
  const own = withStores(response, context, handler);
  session.settle();
  const toBytes = (whole: WebhookResponse): Uint8Array => serialize(whole, handler, config.maxResponseBytes);
  if (session.isEmpty) return toBytes(withTickets(own, context.request, session.tickets));
  return withLate(answering, own, { broadcast: context.broadcast, isFailure: false }).then(toBytes);
}

/** The late or failure message in place of an answer. */
async function say(answering: Answering, which: "late" | "failure"): Promise<Answered> {
  const { bot, config, context, visit, report } = answering;
  const turn = { broadcast: withoutTickets(context.request.broadcast), isFailure: which === "failure" };
  const complete = async (response: WebhookResponse): Promise<WebhookResponse> => {
    const whole = await withLate(answering, response, turn);
    return which === "late" ? withPageTickets(whole, answering) : whole;
  };
  const body = await sayInstead(which, { bot, config, context, deadline: visit.deadline, report, complete });
  return { outcome: which === "late" ? "late" : "failed", body };
}

/** A response with the session's tickets, and after the answers that it hands over. */
async function withLate(
  { context: { request }, session, config }: Answering,
  response: WebhookResponse,
  turn: Pick<HandOver, "broadcast" | "isFailure">,
): Promise<WebhookResponse> {
  const fits = (made: WebhookResponse, tickets: readonly Ticket[]): boolean =>
    isSendable(withTickets(made, request, tickets), config.maxResponseBytes);
  const whole = session.isEmpty ? response : await session.handOver(response, { ...turn, fits });
  return withTickets(whole, request, session.tickets);
}
