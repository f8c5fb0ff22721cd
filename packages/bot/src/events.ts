import type * as Channels from "node:diagnostics_channel";
import type { Environment, Todo } from "@ck/protocol";
import type { VerifyFailureReason } from "@ck/signature";
import type { BotError } from "./error.js";

/**
 * How one request ended.
 *
 * - `answered`: with what a handler returned
 * - `asked-again`: a declared param was missing or did not decode, and is asked for again
 * - `late`: the handler was not done at the deadline, or is still not; the late answer went out
 * - `handed-over`: with the answer of a handler that was late before
 * - `failed`: the handler threw, or its answer could not be sent; the failure answer went out
 * - `repeated`: the request has been here before; the first answer went out again
 * - `refused`: not a genuine request; the status is 4xx, and `reason` says why
 * - `gone`: the caller hung up
 * - `error`: the server is not set up right; the status is 500
 *
 * @example
 * ```ts
 * import type { Outcome } from "@ck/bot";
 *
 * const pagesSomebody: readonly Outcome[] = ["late", "failed", "error"];
 * ```
 */
export type Outcome =
  "answered" | "asked-again" | "repeated" | "late" | "handed-over" | "failed" | "refused" | "gone" | "error";

/**
 * Why a request was refused: for logs and metrics, never told to the caller.
 *
 * @example
 * ```ts
 * import type { RefusalReason } from "@ck/bot";
 *
 * const alarming: readonly RefusalReason[] = ["signature-mismatch", "wrong-environment"];
 * ```
 */
export type RefusalReason =
  | "method"
  | "body-too-large"
  | "body-too-slow"
  | `signature-${VerifyFailureReason}`
  | "wrong-environment"
  | "replayed"
  | "invalid-request";

/**
 * One request, as logs and metrics want it. Holds no words of the visitor and no part of the body but the action's name.
 *
 * @example
 * ```ts
 * import type { RequestEvent } from "@ck/bot";
 *
 * const line = ({ todo, action, outcome, status, ms }: RequestEvent): string =>
 *   `${todo ?? "-"} ${action ?? "-"} ${outcome} ${status} ${ms.toFixed(1)} ms`;
 * ```
 */
export interface RequestEvent {
  readonly outcome: Outcome;
  /** The HTTP status that went out. */
  readonly status: number;
  /** From the hand-over by the adapter to the finished answer, in ms. */
  readonly ms: number;
  /** Size of the request's body in bytes; 0 where it was not read. */
  readonly bytesIn: number;
  /** Size of the response's body in bytes. */
  readonly bytesOut: number;
  readonly reason?: RefusalReason;
  /** For `invalid-request`: the key at fault and what was expected of it. */
  readonly detail?: string;
  readonly todo?: Todo;
  /** The action's name as the bot declares it, else as it came. */
  readonly action?: string;
  readonly environment?: Environment;
  /** The key that verified the request. */
  readonly keyId?: string;
}

/**
 * What is known of the request in which an error happened.
 *
 * @example
 * ```ts
 * import type { ErrorDetails } from "@ck/bot";
 *
 * const details: ErrorDetails = { todo: "execute", action: "ApplyLeave" };
 * ```
 */
export interface ErrorDetails {
  readonly todo?: Todo;
  readonly action?: string;
}

/**
 * Told of each error on the author's side. What it throws is ignored.
 *
 * @example
 * ```ts
 * import type { OnError } from "@ck/bot";
 *
 * const onError: OnError = (error, { action }) => console.error(error.code, action, error.cause);
 * ```
 */
export type OnError = (error: BotError, details: ErrorDetails) => void;

/**
 * Told of each request once it is answered. What it throws is ignored.
 *
 * @example
 * ```ts
 * import type { OnEvent } from "@ck/bot";
 *
 * const counts = new Map<string, number>();
 * const onEvent: OnEvent = ({ outcome }) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
 * ```
 */
export type OnEvent = (event: RequestEvent) => void;

/**
 * The `node:diagnostics_channel` on which every {@link RequestEvent} is published too.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { REQUEST_CHANNEL } from "@ck/bot";
 *
 * subscribe(REQUEST_CHANNEL, (event) => console.log(event));
 * ```
 */
export const REQUEST_CHANNEL = "ck:bot:request";

type Runtime = { readonly process?: { getBuiltinModule?: (id: string) => unknown } };

/** Hands each event to the author's hook and to the diagnostics channel, where the runtime has one. The event is made where somebody listens. */
export function createReporter(onEvent: OnEvent | undefined): (makeEvent: () => RequestEvent) => void {
  const { process } = globalThis as Runtime;
  const channels = process?.getBuiltinModule?.("node:diagnostics_channel") as typeof Channels | undefined;
  const channel = channels?.channel(REQUEST_CHANNEL);
  return (makeEvent) => {
    if (onEvent === undefined && channel?.hasSubscribers !== true) return;
    const event = makeEvent();
    if (onEvent) callHook(() => onEvent(event));
    if (channel?.hasSubscribers) callHook(() => channel.publish(event));
  };
}

/** Calls a hook of the author's. That it throws or rejects must cost neither the visitor the answer nor the process its life. */
export function callHook(hook: () => unknown): void {
  try {
    Promise.resolve(hook()).catch(() => undefined);
  } catch {}
}

/** The author's `onError`, in a way in which what it throws costs nobody anything. */
export function reporting(onError: OnError): OnError {
  return (error, details) => callHook(() => onError(error, details));
}

export const logError: OnError = (error) => console.error(error);
