import type { WebhookRequest } from "@ck/protocol";
import type { Context } from "../context.js";
import type { Deadline } from "../time/deadline.js";
import type { LateAnswer } from "../late/late-answer.js";
import { withoutTickets } from "./late-key.js";
import { isEmpty } from "./stores.js";

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
    broadcast: copy(withoutTickets(request.broadcast)),
    cache: copy(request.cache),
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

/** Most stores are empty, and cloning an empty object costs as much as any other. */
function copy(store: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return isEmpty(store) ? {} : structuredClone(store);
}
