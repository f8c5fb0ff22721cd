import type { WebhookRequest } from "@ck/protocol";
import type { Context } from "../context.js";
import type { Deadline } from "../time/deadline.js";
import type { LateAnswer } from "../late/late-answer.js";
import { withoutTickets } from "./late-key.js";
import { isEmpty } from "./stores.js";

/** What a context has beside its request and its time. */
export interface ContextParts {
  readonly keyId: string | undefined;
  readonly lateAnswers: readonly LateAnswer[];
  readonly idempotencyKey?: string;
}

export function createContext(request: WebhookRequest, life: Deadline, parts: ContextParts): Context {
  const { environment, userInput, user, org, sessionData, clientData, messageData } = request;
  const context = {
    [LIFE]: life,
    request,
    environment,
    userInput,
    user,
    org,
    sessionData,
    clientData,
    messageData,
    // Copies: what the handler changes is told from what came.
    broadcast: copy(withoutTickets(request.broadcast)),
    cache: copy(request.cache),
    remainingMs: () => life.remainingMs(),
  };
  return Object.defineProperty(Object.assign(context, parts), "signal", SIGNAL) as typeof context & Context;
}

const LIFE = Symbol("life");

/** The signal is made for a handler that asks for it. One getter for all contexts: V8 makes a shape of its own for each object that has its own. */
const SIGNAL: PropertyDescriptor & ThisType<{ readonly [LIFE]: Deadline }> = {
  enumerable: true,
  get() {
    return this[LIFE].signal;
  },
};

/** Most stores are empty, and a clone of nothing costs as much as one of something. */
function copy(store: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return isEmpty(store) ? {} : structuredClone(store);
}
