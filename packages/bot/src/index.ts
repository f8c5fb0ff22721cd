/**
 * Write a ConvoKraft bot and answer its webhook: {@link createBot}, {@link action}, the param declarations, and {@link receive}.
 *
 * To mount a bot in a framework, install the framework's adapter (`@ck/node`, `@ck/express`, `@ck/koa`, …) and call its `webhook(bot, options)`.
 * @module
 */
export { action, button, createBot } from "./create-bot.js";
export type {
  Action,
  ActionDefinition,
  Actions,
  AnyAction,
  Bot,
  BotDefinition,
  BotSetup,
  ButtonHandler,
  CheckedDefinition,
  StoreOptions,
  ExecuteAnswer,
  FollowUpOffer,
  LabelledButton,
  PromptAnswer,
} from "./bot.js";
export { combine } from "./combine/combine.js";
export type { CombinedActions } from "./combine/combine.js";
export type { Bots, PublicKeyFor } from "./mount/bots.js";
export { defineConsole } from "./console/define-console.js";
export type { ConsoleAction, ConsoleDefinition, ConsoleOptions, ConsoleParam } from "./console/define-console.js";
export type {
  ButtonContext,
  Context,
  ExecuteContext,
  FailureContext,
  FallbackContext,
  PromptContext,
  WelcomeContext,
} from "./context.js";
export { cleanError } from "./clean-error.js";
export type { CleanErrorOptions } from "./clean-error.js";
export { createFactory } from "./hooks/create-factory.js";
export type { Factory } from "./hooks/create-factory.js";
export { hook } from "./hooks/hook.js";
export type { AddedBy, AnyHook, Hook, HookAnswer, InOrder, Next, Nothing } from "./hooks/hook.js";
export { BotError, isBotError } from "./error.js";
export type { BotErrorCode } from "./error.js";
export { BOT_CHANNEL, BOTS_CHANNEL, callHook, createReporter, REQUEST_CHANNEL } from "./events.js";
export { stageChannel } from "./trace/stage.js";
export type { Stage, StageTrace } from "./trace/stage.js";
export type { ErrorDetails, OnError, OnEvent, Outcome, RefusalReason, RequestEvent } from "./events.js";
export type { KeyInput, PublicKeyOption } from "./guard/keys.js";
export type { ReceiveOptions } from "./options.js";
export type {
  InferParam,
  InferParams,
  Param,
  ParamDeclaration,
  ParamDeclarations,
  ParamOptions,
} from "./params/param.js";
export {
  boolean,
  date,
  dateTime,
  decimal,
  email,
  integer,
  optional,
  range,
  text,
  time,
  user,
} from "./params/params.js";
export type { DateOptions, DecimalOptions, NumberOptions, TextOptions } from "./params/params.js";
export { schema } from "./params/schema.js";
export type { SchemaOptions, SchemaParam } from "./params/schema.js";
export { createJobRunner } from "./late/job/job-runner.js";
export type { JobAttempt, JobRunner, JobRunnerOptions } from "./late/job/job-runner.js";
export type { Job, JobQueue } from "./late/job/job.js";
export { isNewerJob } from "./late/work.js";
export type { Finding } from "./startup/finding.js";
export { startupChecks } from "./startup/startup-checks.js";
export type { StartupCheckOptions } from "./startup/startup-checks.js";
export { trackWork } from "./wire/wait-until.js";
export type { OnExchange, ReceivedExchange } from "./wire/exchange.js";
export type { WaitUntil, WorkTracker } from "./wire/wait-until.js";
export { LATE_CHANNEL } from "./late/late-event.js";
export type { LateEvent } from "./late/late-event.js";
export type { LateAnswersOptions } from "./late/options.js";
export { lateAnswerStream } from "./late/stream/late-answer-stream.js";
export type { LateAnswerStream, StreamRequest } from "./late/stream/late-answer-stream.js";
export type { LateAnswerStreamOptions } from "./late/stream/stream-options.js";
export type { LateAnswer, LateTodo, TakenAnswer } from "./late/late-answer.js";
export { sealedStore } from "./seal/sealed-store.js";
export type { Secret } from "./seal/seal.js";
export type { TextsFor, TextsOption } from "./texts/option.js";
export { textOf } from "./texts/text-of.js";
export type { Text, Texts, TextValues } from "./texts/texts.js";
export { askStore, isStore } from "./store/store.js";
export type { StoreName, StoreOption, StoresAdded, TypedStore } from "./session/option.js";
export { memoryStore } from "./store/memory-store.js";
export type { MemoryStoreOptions } from "./store/memory-store.js";
export type { Expiry, MarkOptions, Store } from "./store/store.js";
export { multiSelection, selection } from "./params/selection.js";
export type { ChoiceId, Choices } from "./params/selection.js";
export { collectBody } from "./wire/collect-body.js";
export type { BodyCollector } from "./wire/collect-body.js";
export { bodyTooLarge, hungUp } from "./wire/raw.js";
export type { BodyLimits, RawRequest, RawResponse, ReadBody } from "./wire/raw.js";
export type { ReplayOptions } from "./guard/replay.js";
export { requireKnownOptions } from "./check/known-options.js";
export { requireNumber } from "./check/require-option.js";
export type { NumberBounds } from "./check/require-option.js";
export { receive } from "./receive.js";
export { suggestAction } from "./answer/suggestions.js";
export type { ParamNames } from "./answer/suggestions.js";
export type { Receiver } from "./receive.js";
export type { HasVisitor, NeedsVisitor, Seen, VisitorOption, VisitorSetup } from "./visitor/option.js";
export type {
  VisitorCheck,
  VisitorIdentity,
  VisitorRefusal,
  VisitorRequest,
  VisitorVerifier,
} from "./visitor/verifier.js";
