/**
 * Write a ConvoKraft bot, and answer its webhook: {@link createBot}, {@link action}, the param declarations, and {@link receive}.
 *
 * To mount a bot in a framework, install its adapter (`@ck/node`, `@ck/express`, `@ck/koa`): it has `webhook(bot, options)`.
 * @module
 */
export { action, createBot } from "./create-bot.js";
export type { Action, Actions, Bot, BotDefinition, ButtonHandler, ExecuteAnswer, PromptAnswer } from "./bot.js";
export type {
  ButtonContext,
  Context,
  ExecuteContext,
  FailureContext,
  FallbackContext,
  PromptContext,
  WelcomeContext,
} from "./context.js";
export { BotError } from "./errors.js";
export type { BotErrorCode } from "./errors.js";
export { REQUEST_CHANNEL } from "./events.js";
export type { ErrorDetails, OnError, OnEvent, Outcome, RefusalReason, RequestEvent } from "./events.js";
export type { KeyInput, PublicKeyOption } from "./keys.js";
export type { ReceiveOptions } from "./options.js";
export type { InferParam, InferParams, Param, ParamDeclaration, ParamDeclarations, ParamOptions } from "./param.js";
export { boolean, date, dateTime, decimal, email, integer, optional, range, text, time, user } from "./params.js";
export type { DateOptions, NumberOptions } from "./params.js";
export { createJobRunner } from "./job-runner.js";
export type { JobAttempt, JobRunner, JobRunnerOptions } from "./job-runner.js";
export type { Job, JobQueue } from "./job.js";
export { trackWork } from "./keep-alive.js";
export type { KeepAlive, WorkTracker } from "./keep-alive.js";
export type { LateAnswersOptions } from "./late/options.js";
export type { LateAnswer } from "./late/session.js";
export { memoryStore } from "./memory-store.js";
export type { MemoryStoreOptions } from "./memory-store.js";
export type { Expiry, Store } from "./store.js";
export { multiSelection, selection } from "./selection.js";
export type { ChoiceId, Choices } from "./selection.js";
export { collectBody } from "./collect-body.js";
export type { BodyCollector } from "./collect-body.js";
export { bodyTooLarge, hungUp } from "./raw.js";
export type { BodyLimits, RawRequest, RawResponse, ReadBody } from "./raw.js";
export type { ReplayOptions } from "./replay.js";
export { receive } from "./receive.js";
export type { Receiver } from "./receive.js";
