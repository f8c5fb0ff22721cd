import type { WebhookRequest } from "@ck/protocol";
import { createContext } from "./answer/create-context.js";
import type { FoundAction } from "./answer/describe-request.js";
import { dispatch, type Dispatched, type Elsewhere } from "./answer/dispatch.js";
import { answeredWith, finish, finishAlone, say, type Answering } from "./answer/finish.js";
import { notQueued, tooLate } from "./answer/overdue.js";
import { andThen, isPending, type Awaitable } from "./awaitable.js";
import type { Bot } from "./bot.js";
import type { Context } from "./context.js";
import { asBotError } from "./error.js";
import { NO_SESSION, openSession } from "./late/hand-over/session.js";
import { enqueue, type Enqueued } from "./late/job/enqueue.js";
import { FailedElsewhere } from "./late/job/wait-for-answer.js";
import { applyChanges, type Kept } from "./late/kept.js";
import type { LateStore } from "./late/late-store.js";
import { mayBeLate } from "./late/may-be-late.js";
import { runOn, type Promised } from "./late/run-on.js";
import type { ReceiveConfig } from "./options.js";
import { within } from "./time/deadline.js";
import { asSent } from "./session/baseline.js";
import { closeStores } from "./session/close-stores.js";
import { openInTime } from "./session/open-in-time.js";
import { isAbortOf } from "./time/is-abort-of.js";
import type { Visit } from "./visit.js";
import { turnsAway } from "./visitor/identify.js";
import type { Ending } from "./wire/ending.js";
import { CallerGone, requireWanted } from "./wire/refusal.js";
import { withoutKey } from "./without-key.js";

/** Answers a genuine request in time, whatever the bot's handlers do. */
export function answerInTime(
  bot: Bot,
  config: ReceiveConfig,
  request: WebhookRequest,
  found: FoundAction,
  visit: Visit,
): Awaitable<Ending> {
  const report = (error: unknown): void => config.onError(asBotError(error), visit.details);
  const session = config.late ? openSession(config.late, bot, request, visit, report) : NO_SESSION;
  return andThen(session, (opened) =>
    // A handler would run for nobody, and an answer that is handed over would reach nobody.
    andThen(requireWanted(visit.deadline), () =>
      answerInSession({ bot, config, visit, session: opened, report }, request, found),
    ),
  );
}

function answerInSession(
  base: Pick<Answering, "bot" | "config" | "visit" | "session" | "report">,
  request: WebhookRequest,
  found: FoundAction,
): Awaitable<Ending> {
  const { bot, config, visit, session, report } = base;
  const { deadline, signer } = visit;
  // Whoever is turned away gets no promise, and nobody else's late answer.
  const isTurnedAway = turnsAway(found?.action, visit.identified);
  const store = isTurnedAway ? undefined : config.late;
  const handler = store && mayBeLate(bot, request, found);
  const late = handler && { ...handler, store };
  const handlerDeadline = late && !late.isDurable ? deadline.extend(late.store.giveUpMs) : deadline;
  const lateAnswers = session.pending(() => context);
  const context: Context = createContext(request, handlerDeadline, {
    requestId: visit.requestId,
    keyId: signer?.keyId,
    lateAnswers,
    identified: visit.identified,
  });
  for (const changes of session.unsettled) context.broadcast = applyChanges(context.broadcast, changes);
  const answering: Answering = { bot, config, visit, session, report, handlerDeadline, late, context };
  const stores = bot.storesFor(request);
  if (stores === undefined) return answerOrHandOver(answering);
  return openInTime(stores, answering).then((isOpen) =>
    isOpen ? answerOrHandOver(answering) : say(answering, "failure"),
  );
}

function answerOrHandOver(answering: Answering): Awaitable<Ending> {
  const { config, visit, session, late, handlerDeadline } = answering;
  if (late === undefined || session.isEmpty) return answer(answering);
  return (late.todo === "fallback" ? session.next() : session.ask(late)).then((promised) => {
    if (promised === undefined) return answer(answering);
    handlerDeadline.stop();
    return config.trace(
      "hand-over",
      () => ({ details: visit.details }),
      () => handOver(answering, promised),
    );
  });
}

/** Answers a request with what an earlier one promised. */
async function handOver(answering: Answering, kept: Kept): Promise<Ending> {
  if (kept.state === "running") return { ...(await say(answering, "late")), isWaiting: true };
  if (kept.state !== "ready") return say(answering, "failure");
  try {
    const { context } = answering;
    context.broadcast = applyChanges(asSent(context, "broadcast"), kept.changes);
    // Its action is over, and so is the store of that action.
    const response = withoutKey(kept.response, "cache");
    return { outcome: "handed-over", status: 200, text: await finish(answering, { ...kept, response }) };
  } catch (error) {
    answering.report(error);
    return say(answering, "failure");
  }
}

/** Answers a request with what its handler returns: at once, where neither the handler nor the session needs time. */
function answer(answering: Answering): Awaitable<Ending> {
  const { bot, config, context, handlerDeadline, late, session, visit } = answering;
  const queue = late?.isDurable === true ? late.store.queue : undefined;
  let enqueued: Enqueued | undefined;
  const { maxResponseBytes: maxBytes, trace } = config;
  const viaQueue: Elsewhere | undefined =
    late &&
    queue &&
    ((extended, name) =>
      (enqueued = enqueue(late.store, queue, { context: extended, handler: late, name, visit, maxBytes, trace })).done);
  let work: Awaitable<Dispatched>;
  try {
    work = dispatch(bot, context, { elsewhere: viaQueue, trace, details: visit.details });
    const stores = bot.storesFor(context.request);
    // A worker closes the stores of what it has run.
    if (stores)
      work = Promise.resolve(work).then((done) =>
        viaQueue && !done.askedAgain
          ? done
          : closeStores(stores, context, done, { report: answering.report, maxBytes }),
      );
    if (!isPending(work) && session.isEmpty && !visit.deadline.hasEnded) {
      const answered = answeredWith(work, finishAlone(answering, work));
      handlerDeadline.stop();
      session.end();
      return answered;
    }
  } catch (error) {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever dispatch threw
    work = Promise.reject(error);
  }
  return answerLater(answering, Promise.resolve(work), { queue, enqueued: () => enqueued });
}

/** What a durable handler was handed to, and whether it was accepted there. */
interface Queued {
  readonly queue: LateStore["queue"];
  readonly enqueued: () => Enqueued | undefined;
}

/** Answers a request once its handler is done, or in its place if it fails or takes too long. */
async function answerLater(
  answering: Answering,
  work: Promise<Dispatched>,
  { queue, enqueued }: Queued,
): Promise<Ending> {
  const { config, context, handlerDeadline, late, session, visit, report } = answering;
  let runsOn = false;
  try {
    const done = await visit.deadline.race(work);
    session.end();
    const text = await finish(answering, done);
    session.spend();
    return answeredWith(done, text);
  } catch (error) {
    const cause = visit.deadline.cause();
    if (cause === undefined) {
      session.end();
      if (!(error instanceof FailedElsewhere)) report(error);
      return await say(answering, "failure");
    }
    const promised = cause === "deadline" ? await promise(answering, work, enqueued()) : undefined;
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
    session.end();
    // The author still hears how the handler fails.
    work.catch((failed: unknown) => {
      if (!isAbortOf(failed, handlerDeadline.signal) && !(failed instanceof FailedElsewhere)) report(failed);
    });
    if (cause === "gone") {
      session.giveBack();
      throw new CallerGone();
    }
    const allowed = config.late && { mayBe: late !== undefined };
    report(
      queue && !enqueued()?.ticket()
        ? notQueued()
        : tooLate(context.request.todo, { limitMs: visit.deadline.limitMs, hook: handlerDeadline.hook }, allowed),
    );
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
