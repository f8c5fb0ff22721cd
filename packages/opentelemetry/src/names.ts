import type { ErrorDetails } from "@ck/bot";
import type { Attributes } from "@opentelemetry/api";

/** The attributes of ours. All others follow OpenTelemetry's semantic conventions. None holds what a visitor wrote. */
export const BOT = "convokraft.bot";
export const TODO = "convokraft.todo";
export const ACTION = "convokraft.action";
export const ENVIRONMENT = "convokraft.environment";
export const OUTCOME = "convokraft.outcome";
export const REASON = "convokraft.refusal.reason";
export const REQUEST_ID = "convokraft.request.id";
export const HANDLER = "convokraft.handler";
export const STORE_PURPOSE = "convokraft.store.purpose";
export const OPERATION = "convokraft.store.operation";
export const STATE = "convokraft.state";
export const ATTEMPT = "convokraft.job.attempt";

/** What may be known of a request. */
type Details = { readonly [K in keyof ErrorDetails]: ErrorDetails[K] | undefined };

/** What is known of a request, as attributes of a span or labels of a metric. */
export function attributesOf({ bot, todo, action, environment, requestId, jobId, attempt }: Details): Attributes {
  // Not with spreads: this is done for each stage of each request.
  const attributes: Attributes = {};
  if (bot !== undefined) attributes[BOT] = bot;
  if (todo !== undefined) attributes[TODO] = todo;
  if (action !== undefined) attributes[ACTION] = action;
  if (environment !== undefined) attributes[ENVIRONMENT] = environment;
  if (requestId !== undefined) attributes[REQUEST_ID] = requestId;
  if (jobId !== undefined) attributes["messaging.message.id"] = jobId;
  if (attempt !== undefined) attributes[ATTEMPT] = attempt;
  return attributes;
}

/** What kind of error it was, as `error.type`: a code, never a message, which may repeat a visitor's words. */
export function errorType(error: unknown): string {
  const { reason, code, name } = Object(error) as { readonly [key: string]: unknown };
  for (const type of [reason, code, name]) if (typeof type === "string" && /^[\w.-]{1,60}$/.test(type)) return type;
  return "_OTHER";
}
