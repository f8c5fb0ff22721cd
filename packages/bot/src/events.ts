import type * as Channels from "node:diagnostics_channel";
import type { Environment, Todo } from "@ck/protocol";
import type { VerifyFailureReason } from "@ck/signature";
import type { BotError } from "./error.js";
import { diagnosticsChannel } from "./trace/diagnostics-channel.js";
import type { VisitorRefusal } from "./visitor/verifier.js";

/**
 * How one request ended. docs/events.md describes each.
 *
 * - `answered`: with what a handler returned
 * - `asked-again`: a declared param was missing or could not be decoded, and is asked for again
 * - `late`: the answer left after the deadline, or the late answer went out in its place
 * - `handed-over`: with the answer of a handler that was late before
 * - `failed`: the handler threw, or its answer could not be sent; the failure answer went out
 * - `repeated`: the request came before; the first answer went out again
 * - `refused`: not a genuine request, or one that could not be taken; `reason` says why
 * - `gone`: the caller hung up
 * - `ping`: a HEAD or GET request, with the option `ping`
 * - `error`: the server is not set up right; the status is 500
 */
export type Outcome =
  "answered" | "asked-again" | "repeated" | "late" | "handed-over" | "failed" | "refused" | "gone" | "ping" | "error";

/** Why a request was refused: for logs and metrics, never sent to the caller. */
export type RefusalReason =
  | "method"
  | "body-too-large"
  | "body-too-slow"
  | "body-memory-full"
  | `signature-${VerifyFailureReason}`
  | "check-queue-full"
  | "wrong-environment"
  | "wrong-bot"
  | "expired"
  | "replayed"
  | "invalid-request";

/** One request, for logs and metrics. It holds nothing that the visitor wrote, and of the body only the action's name. */
export interface RequestEvent {
  readonly outcome: Outcome;
  /** The HTTP status of the answer. */
  readonly status: number;
  /**
   * From the arrival of the request to the finished answer, in ms. While something held the event loop nobody knows when a request arrived: then it counts
   * from the moment that began.
   */
  readonly ms: number;
  /** The size of the request's body in bytes; 0 if it was not read. */
  readonly bytesIn: number;
  /** The size of the answer's body in bytes. */
  readonly bytesOut: number;
  /** The id of the request: from the header of the option `requestIdHeader`, or a new one. */
  readonly requestId?: string;
  readonly reason?: RefusalReason;
  /** For `late`: the visitor asked again for an answer that is still being made. Without it, a handler has missed the deadline. */
  readonly isWaiting?: true;
  /** For `invalid-request`: the key at fault and what was expected of it. For `wrong-bot`: whose key it is. */
  readonly detail?: string;
  /** Of several bots at one URL: the name of the one that the request is for. */
  readonly bot?: string;
  readonly todo?: Todo;
  /** The action's name as the bot declares it, otherwise as the request names it. */
  readonly action?: string;
  readonly environment?: Environment;
  /** The key that verified the request. */
  readonly keyId?: string;
  /** For a bot with `visitor`: whether the visitor was verified, or else why not. Never who it is. */
  readonly visitor?: "verified" | VisitorRefusal;
}

/** The request in which an error happened, as far as it is known. */
export interface ErrorDetails {
  /** The id of the request, as in its event. */
  readonly requestId?: string;
  /** Of several bots at one URL: the name of the one that the request is for. */
  readonly bot?: string;
  readonly todo?: Todo;
  readonly action?: string;
  readonly environment?: Environment;
  /** In a worker: the job's id. */
  readonly jobId?: string;
  /** In a worker: the key that the handler got. */
  readonly idempotencyKey?: string;
  /** In a worker: which attempt this is, from 1. */
  readonly attempt?: number;
  /** For `ERR_EVENT_LOOP_BLOCKED`: how long, in ms. */
  readonly ms?: number;
}

/**
 * Called with each error on the author's side. Whatever it throws is ignored.
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
 * Called with each request once it is answered. Whatever it throws is ignored.
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
 * The `node:diagnostics_channel` on which every {@link RequestEvent} is published as well.
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

/**
 * The `node:diagnostics_channel` on which each bot is published when it is mounted, for tools such as `ck dev`.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { BOT_CHANNEL, defineConsole, type Bot } from "@ck/bot";
 *
 * subscribe(BOT_CHANNEL, (bot) => console.log(defineConsole(bot as Bot)));
 * ```
 */
export const BOT_CHANNEL = "ck:bot:mounted";

/**
 * The `node:diagnostics_channel` on which several bots at one URL are published, by name, before their keys are read: a tool that makes the keys has to
 * know whose. Each is published on {@link BOT_CHANNEL} too, once it is mounted.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { BOTS_CHANNEL } from "@ck/bot";
 *
 * subscribe(BOTS_CHANNEL, (bots) => console.log(Object.keys(bots as object)));
 * ```
 */
export const BOTS_CHANNEL = "ck:bots:mounting";

/**
 * Passes each event to the author's hook and to the diagnostics channel, if the runtime has one. The event is made only if somebody listens. For authors of
 * queues and stores.
 *
 * @param name - of the channel
 * @param onEvent - the author's hook; what it throws is ignored
 * @returns reports an event
 *
 * @example
 * ```ts
 * import { createReporter } from "@ck/bot";
 *
 * const report = createReporter<{ state: string }>("my-queue:job", ({ state }) => console.log(state));
 * report(() => ({ state: "done" })); // prints done
 * ```
 */
export function createReporter<E>(
  name: string,
  onEvent: ((event: E) => void) | undefined,
): (makeEvent: () => E) => void {
  const channel = diagnosticsChannel()?.channel(name);
  return (makeEvent) => {
    if (onEvent === undefined && channel?.hasSubscribers !== true) return;
    const event = makeEvent();
    if (onEvent) callHook(() => onEvent(event));
    if (channel?.hasSubscribers) publish(channel, event);
  };
}

/** Node ends the process if a subscriber throws, so they are called here, where that has no effect. */
function publish(channel: Channels.Channel, event: unknown): void {
  const { _subscribers: subscribers } = channel as { readonly _subscribers?: unknown };
  if (!Array.isArray(subscribers)) {
    callHook(() => channel.publish(event));
    return;
  }
  for (const subscriber of [...(subscribers as readonly Channels.ChannelListener[])]) {
    callHook(() => subscriber(event, channel.name));
  }
}

/**
 * Calls a hook of the author's, such as `onError`. If it throws or rejects, the visitor still gets the answer and the process
 * lives on. For authors of adapters, stores and queues.
 *
 * @param hook - calls the author's function
 *
 * @example
 * ```ts
 * import { callHook } from "@ck/bot";
 *
 * callHook(() => Promise.reject(new Error("The reporter is down.")));
 * ```
 */
export function callHook(hook: () => unknown): void {
  try {
    Promise.resolve(hook()).catch(() => undefined);
  } catch {}
}

/** The author's `onError`; whatever it throws is ignored. */
export function reporting(onError: OnError): OnError {
  return (error, details) => callHook(() => onError(error, details));
}

export const logError: OnError = (error) => console.error(error);
