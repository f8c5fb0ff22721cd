import type { WebhookRequest } from "@ck/protocol";
import type { Context } from "../context.js";
import type { Deadline } from "../time/deadline.js";
import type { LateAnswer } from "../late/late-answer.js";
import type { Identified } from "../visitor/identify.js";
import type { VisitorIdentity, VisitorRefusal } from "../visitor/verifier.js";
import { withoutTickets } from "./late-key.js";

/** What a context has besides its request and its time. */
export interface ContextParts {
  readonly requestId: string;
  readonly keyId: string | undefined;
  readonly lateAnswers: readonly LateAnswer[];
  readonly idempotencyKey?: string;
  /** Of a bot that knows visitors. */
  readonly identified?: Identified | undefined;
}

const HANDLER_DEADLINE = Symbol("handler deadline");

/** The signal is made only for a handler that asks for it. One getter for all contexts: V8 gives each object with a getter of its own a new shape. */
const SIGNAL: PropertyDescriptor & ThisType<{ readonly [HANDLER_DEADLINE]: Deadline }> = {
  enumerable: true,
  get() {
    return this[HANDLER_DEADLINE].signal;
  },
};

/** Makes the context that handlers are called with. */
export function createContext(request: WebhookRequest, handlerDeadline: Deadline, parts: ContextParts): Context {
  return Object.defineProperty(new Parts(request, handlerDeadline, parts), "signal", SIGNAL) as Parts & Context;
}

// A class, because an object that Object.assign puts together costs several times as much. It has no methods: handlers may copy their context.
class Parts {
  readonly [HANDLER_DEADLINE]: Deadline;
  readonly request: WebhookRequest;
  readonly environment: Context["environment"];
  readonly keyId: string | undefined;
  readonly requestId: string;
  readonly userInput: string | undefined;
  readonly user: Context["user"];
  readonly org: Context["org"];
  readonly sessionData: Context["sessionData"];
  readonly clientData: Context["clientData"];
  readonly messageData: Context["messageData"];
  broadcast: Record<string, unknown>;
  cache: Record<string, unknown>;
  readonly remainingMs: () => number;
  readonly lateAnswers: readonly LateAnswer[];
  declare readonly idempotencyKey?: string;
  declare readonly visitor?: VisitorIdentity | undefined;
  declare readonly visitorRefusal?: VisitorRefusal | undefined;

  constructor(request: WebhookRequest, handlerDeadline: Deadline, parts: ContextParts) {
    this[HANDLER_DEADLINE] = handlerDeadline;
    this.request = request;
    this.environment = request.environment;
    this.keyId = parts.keyId;
    this.requestId = parts.requestId;
    this.userInput = request.userInput;
    this.user = request.user;
    this.org = request.org;
    this.sessionData = request.sessionData;
    this.clientData = request.clientData;
    this.messageData = request.messageData;
    // Copies, so that the handler's changes can be told from the original.
    this.broadcast = copy(withoutTickets(request.broadcast) as Record<string, unknown>);
    this.cache = copy(request.cache as Record<string, unknown>);
    this.remainingMs = () => handlerDeadline.remainingMs();
    this.lateAnswers = parts.lateAnswers;
    if (parts.idempotencyKey !== undefined) this.idempotencyKey = parts.idempotencyKey;
    if (parts.identified !== undefined) {
      this.visitor = parts.identified.visitor;
      this.visitorRefusal = parts.identified.visitorRefusal;
    }
  }
}

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
