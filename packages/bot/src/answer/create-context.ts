import type { WebhookRequest } from "@ck/protocol";
import type { Context } from "../context.js";
import type { Deadline } from "../time/deadline.js";
import type { LateAnswer } from "../late/late-answer.js";
import { withoutTickets } from "./late-key.js";

/** What a context has besides its request and its time. */
export interface ContextParts {
  readonly requestId: string;
  readonly keyId: string | undefined;
  readonly lateAnswers: readonly LateAnswer[];
  readonly idempotencyKey?: string;
}

/** Makes the context that handlers are called with. */
export function createContext(request: WebhookRequest, handlerDeadline: Deadline, parts: ContextParts): Context {
  const { environment, userInput, user, org, sessionData, clientData, messageData } = request;
  const context = {
    [HANDLER_DEADLINE]: handlerDeadline,
    request,
    environment,
    userInput,
    user,
    org,
    sessionData,
    clientData,
    messageData,
    // Copies, so that the handler's changes can be told from the original.
    broadcast: copy(withoutTickets(request.broadcast) as Record<string, unknown>),
    cache: copy(request.cache as Record<string, unknown>),
    remainingMs: () => handlerDeadline.remainingMs(),
  };
  return Object.defineProperty(Object.assign(context, parts), "signal", SIGNAL) as typeof context & Context;
}

const HANDLER_DEADLINE = Symbol("handler deadline");

/** The signal is made only for a handler that asks for it. One getter for all contexts: V8 gives each object with a getter of its own a new shape. */
const SIGNAL: PropertyDescriptor & ThisType<{ readonly [HANDLER_DEADLINE]: Deadline }> = {
  enumerable: true,
  get() {
    return this[HANDLER_DEADLINE].signal;
  },
};

/** The deadline of the handler that a context is for. */
export function handlerDeadlineOf(context: Context): Deadline {
  return (context as Context & { readonly [HANDLER_DEADLINE]: Deadline })[HANDLER_DEADLINE];
}

/** A copy of what came from JSON, and is nested no deeper than the protocol allows: `structuredClone` takes ten times as long. */
function copy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  const copied: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copied[key] = copy((value as Readonly<Record<string, unknown>>)[key]);
  return copied as T;
}
