import { BotError } from "../../error.js";
import { requireKnownOptions } from "../../check/known-options.js";
import { requireHook, requireNumber } from "../../check/require-option.js";
import { shapeOf } from "../../check/shape-of.js";
import { english } from "../../texts/english.js";
import { sayText } from "../../texts/say-text.js";
import { createReporter, logError, reporting, type OnError } from "../../events.js";
import { MAX_TIMER_MS } from "../../time/deadline.js";
import { LATE_CHANNEL, type LateEvent } from "../late-event.js";
import type { LateStore } from "../late-store.js";
import { checkLateOptions, type LateAnswersOptions } from "../options.js";

/** Options of {@link lateAnswerStream}. */
export interface LateAnswerStreamOptions {
  /** The same as the webhook's: the store, and the secret and the queue where there are any. */
  readonly lateAnswers: LateAnswersOptions;
  /** The pages on other origins that may wait, such as `https://shop.example`. Default: none but those of the stream's own origin. */
  readonly origins?: readonly string[] | undefined;
  /** What the visitor reads if a late handler failed. Default: the kit's own failure message. */
  readonly failure?: string | undefined;
  /** How often the store is asked for each answer, in ms. Default 1000. */
  readonly pollMs?: number | undefined;
  /** How often an idle connection gets a sign of life, in ms, so that no proxy closes it. Default 15,000. */
  readonly heartbeatMs?: number | undefined;
  /** How long one connection may last, in ms; then the page connects again. Default 300,000. */
  readonly maxMs?: number | undefined;
  /** How many connections may be open at once in this process; one more gets 503, and its page tries again. Default 1000. */
  readonly maxConnections?: number | undefined;
  /** Ends all connections: for a process that is about to stop. Their pages connect again, to another one. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what went wrong with the store. Default: `console.error`. */
  readonly onError?: OnError | undefined;
}

const OPTIONS = {
  lateAnswers: true,
  origins: true,
  failure: true,
  pollMs: true,
  heartbeatMs: true,
  maxMs: true,
  maxConnections: true,
  signal: true,
  onError: true,
} satisfies Record<keyof LateAnswerStreamOptions, true>;

/** The options with every default filled in. */
export interface StreamConfig {
  readonly late: LateStore;
  readonly origins: ReadonlySet<string>;
  readonly failure: string;
  readonly pollMs: number;
  readonly heartbeatMs: number;
  readonly maxMs: number;
  readonly maxConnections: number;
  readonly signal: AbortSignal | undefined;
  readonly onError: OnError;
}

/** @throws {@link BotError} `ERR_INVALID_OPTION` */
export function readStreamOptions(options: LateAnswerStreamOptions): StreamConfig {
  requireKnownOptions(options, Object.keys(OPTIONS), "lateAnswerStream");
  const { lateAnswers, origins = [], failure = sayText(english, "failure", {}), signal, onError = logError } = options;
  const { pollMs = 1_000, heartbeatMs = 15_000, maxMs = 300_000, maxConnections = 1_000 } = options;
  if (typeof lateAnswers !== "object" || (lateAnswers as LateAnswersOptions | null) === null)
    throw invalid(`lateAnswers must be what the webhook has; got ${shapeOf(lateAnswers)}.`);
  for (const [name, value] of Object.entries({ pollMs, heartbeatMs, maxMs }))
    requireNumber(name, value, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  requireNumber("maxConnections", maxConnections, { unit: "connections", least: 1 });
  requireHook("onError", onError);
  if (typeof failure !== "string" || failure.trim() === "")
    throw invalid(`failure must be a text that is not blank; got ${shapeOf(failure)}.`);
  return {
    late: {
      ...checkLateOptions(lateAnswers, 1),
      running: new Set(),
      tell: createReporter<LateEvent>(LATE_CHANNEL, undefined),
    },
    origins: readOrigins(origins),
    failure,
    pollMs,
    heartbeatMs,
    maxMs,
    maxConnections,
    signal,
    onError: reporting(onError),
  };
}

function readOrigins(origins: unknown): ReadonlySet<string> {
  if (!Array.isArray(origins)) throw invalid(`origins must be a list; got ${shapeOf(origins)}.`);
  for (const origin of origins as readonly unknown[]) {
    if (typeof origin === "string" && isOrigin(origin)) continue;
    throw invalid(
      `Each of origins must be written as a browser sends it, https://shop.example: with its scheme, without a path, and no *; got ${typeof origin === "string" ? "another text" : shapeOf(origin)}.`,
    );
  }
  return new Set(origins as readonly string[]);
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
