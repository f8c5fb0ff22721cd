import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import { verifySync, type KeyRing, type VerifyOptions } from "@ck/signature";
import type { Bot } from "./bot.js";
import { deadlineBefore, MAX_TIMER_MS } from "./time/deadline.js";
import { BotError } from "./error.js";
import { callHook, createReporter, logError, reporting, type OnError, type OnEvent } from "./events.js";
import { EXPLAINED_FAILURES, Explainer } from "./guard/explain.js";
import type { Bots, PublicKeyFor } from "./mount/bots.js";
import type { Mounted } from "./mount/mounted.js";
import { readMounted } from "./mount/read-mounted.js";
import type { OnExchange } from "./wire/exchange.js";
import type { WaitUntil } from "./wire/wait-until.js";
import type { LateStore } from "./late/late-store.js";
import { LATE_CHANNEL, type LateEvent } from "./late/late-event.js";
import { readLateOptions, type LateAnswersOptions } from "./late/options.js";
import { CheckQueue } from "./guard/check-queue.js";
import { createReplayGuard, type ReplayGuard, type ReplayOptions } from "./guard/replay.js";
import { requireKnownOptions } from "./check/known-options.js";
import { requireHeaderName } from "./request-id.js";
import { createTracer, traceStore, type Tracer } from "./trace/tracer.js";
import { shapeOf } from "./check/shape-of.js";
import { BodyMemory } from "./wire/body-memory.js";
import { requireHook, requireNumber } from "./check/require-option.js";

/** Options of `receive`, and so of `webhook(bot, options)` in every adapter. docs/receive-options.md describes each of them. */
export interface ReceiveOptions<B extends Bot | Bots = Bot> extends VerifyOptions {
  /**
   * The platform's public key: one, several, or by environment. `false`, and nothing else, means unsigned. Of several bots at one URL: the same for each, by
   * name.
   */
  readonly publicKey: PublicKeyFor<B> | undefined;
  /**
   * How long a handler may take, in ms. Then the late answer goes out. Default: 500 less than `responseTimeoutMs`, to leave time for the network:
   * 4500. Use more only while debugging.
   */
  readonly deadlineMs?: number | undefined;
  /** How long the platform waits for the answer, in ms. Default 5000, which is right for every webhook (docs/contract.md §4, grade D). */
  readonly responseTimeoutMs?: number | undefined;
  /** The largest answer that the platform accepts, in UTF-8 bytes. Default 100,000, which is right for every webhook (docs/contract.md §4, grade D). */
  readonly maxResponseBytes?: number | undefined;
  /** The largest body that is read, in bytes. Default 1,000,000. */
  readonly maxBodyBytes?: number | undefined;
  /** The most memory for bodies whose signature is not checked yet, in bytes; beyond it requests get 503. Default 64,000,000. */
  readonly maxUnverifiedBytes?: number | undefined;
  /**
   * The most requests that wait for their signature to be checked in the thread pool; one more gets 503. Default 500. Where checks are done on the thread that
   * reads the requests, as they are for a key with tables, each ends before the next request is read, and none waits.
   */
  readonly maxQueuedChecks?: number | undefined;
  /** Whether HEAD and GET requests get 200 with an empty body, for whoever tries the URL before it is used. Default: no, they get 405. */
  readonly ping?: boolean | undefined;
  /** Called with what a handler threw and with what is set up wrong. Default: `console.error`. */
  readonly onError?: OnError | undefined;
  /** Called with each request once it is answered. */
  readonly onEvent?: OnEvent | undefined;
  /** Called with the exact bytes of each request and its answer, after the answer is out: to record them, say. Default: off. */
  readonly onExchange?: OnExchange | undefined;
  /**
   * The header in which your own proxy passes the id of a request, such as `x-request-id`: only one that the proxy sets, since a caller could put anything there. The
   * answer carries it too. Default: each request gets a new id.
   */
  readonly requestIdHeader?: string | undefined;
  /** Remembers requests, so that a captured one cannot be sent again with effect. Default: off. */
  readonly replay?: ReplayOptions | undefined;
  /** Keeps the answers of handlers that are not done at the deadline. Default: off; such handlers are aborted and their answers lost. */
  readonly lateAnswers?: LateAnswersOptions | undefined;
  /**
   * Called with work that goes on after an answer: a late handler, a write to a store. For runtimes that stop once the answer is out, and for
   * waiting before the process exits: see `trackWork`.
   */
  readonly waitUntil?: WaitUntil | undefined;
  /** How many rejected signatures are explained to `onError`, as `ERR_SIGNATURE`. Default 3, and 0 if `NODE_ENV` is `production`. */
  readonly explainFailures?: number | undefined;
}

const OPTIONS = {
  publicKey: true,
  hash: true,
  format: true,
  encoding: true,
  engine: true,
  deadlineMs: true,
  responseTimeoutMs: true,
  maxResponseBytes: true,
  maxBodyBytes: true,
  maxUnverifiedBytes: true,
  maxQueuedChecks: true,
  ping: true,
  onError: true,
  onEvent: true,
  onExchange: true,
  replay: true,
  requestIdHeader: true,
  lateAnswers: true,
  waitUntil: true,
  explainFailures: true,
} satisfies Record<keyof ReceiveOptions, true>;

/** The default of `maxUnverifiedBytes`. */
const UNVERIFIED_BYTES = 64_000_000;

/** The options with every default filled in. */
export interface ReceiveConfig {
  readonly mounted: Mounted;
  readonly verifyOptions: VerifyOptions;
  readonly deadlineMs: number;
  readonly responseTimeoutMs: number;
  readonly maxResponseBytes: number;
  readonly maxBodyBytes: number;
  readonly onError: OnError;
  readonly onEvent: OnEvent | undefined;
  readonly onExchange: OnExchange | undefined;
  readonly explainer: Explainer;
  readonly memory: BodyMemory;
  readonly checks: CheckQueue;
  readonly ping: boolean;
  /** Absent without the option `replay`. */
  readonly guard: ReplayGuard | undefined;
  readonly waitUntil: WaitUntil;
  readonly late: LateStore | undefined;
  readonly requestIdHeader: string | undefined;
  readonly trace: Tracer;
}

/** @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`; SignatureError for a key that cannot be used */
export function readOptions<B extends Bot | Bots>(bots: B, options: ReceiveOptions<B> | undefined): ReceiveConfig {
  if (options !== undefined) requireKnownOptions(options, Object.keys(OPTIONS), "receive and webhook");
  const { publicKey, maxBodyBytes = 1_000_000, onEvent, onExchange } = options ?? { publicKey: undefined };
  const { responseTimeoutMs = RESPONSE_TIMEOUT_MS, maxResponseBytes = RESPONSE_LIMIT_BYTES } = options ?? {};
  requireNumber("responseTimeoutMs", responseTimeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  // Room for the answer that goes out when everything else fails.
  requireNumber("maxResponseBytes", maxResponseBytes, { unit: "bytes", least: 1000, most: Number.MAX_SAFE_INTEGER });
  const { deadlineMs = deadlineBefore(responseTimeoutMs) } = options ?? {};
  const { hash, format, encoding, engine, onError = logError, waitUntil } = options ?? {};
  const { explainFailures = isProduction() ? 0 : EXPLAINED_FAILURES } = options ?? {};
  requireNumber("deadlineMs", deadlineMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  requireNumber("maxBodyBytes", maxBodyBytes, { unit: "bytes", least: 1 });
  const {
    maxUnverifiedBytes = Math.max(UNVERIFIED_BYTES, maxBodyBytes),
    maxQueuedChecks = 500,
    ping = false,
  } = options ?? {};
  requireNumber("maxUnverifiedBytes", maxUnverifiedBytes, { unit: "bytes", least: maxBodyBytes });
  requireNumber("maxQueuedChecks", maxQueuedChecks, { unit: "checks", least: 0 });
  if (typeof ping !== "boolean") throw invalid(`ping must be true or false; got ${shapeOf(ping)}.`);
  requireNumber("explainFailures", explainFailures, { unit: "failures", least: 0 });
  for (const [name, hook] of Object.entries({ onError, onEvent, onExchange, waitUntil })) requireHook(name, hook);
  const verifyOptions = { hash, format, encoding, engine };
  const report = reporting(onError);
  // Without a header only the options are checked: an unknown hash is found now, not at the first request.
  const check = (ring: KeyRing): void => void verifySync("", undefined, ring, verifyOptions);
  const mounted = readMounted(bots, publicKey, check, report);
  const { requestIdHeader } = options ?? {};
  requireHeaderName(requestIdHeader);
  const trace = createTracer();
  const [late] = mounted.mounts.map(({ bot }) => readLateOptions(options?.lateAnswers, { bot, deadlineMs }));
  return {
    mounted,
    verifyOptions,
    deadlineMs,
    responseTimeoutMs,
    maxResponseBytes: Math.floor(maxResponseBytes),
    maxBodyBytes,
    onError: report,
    onEvent,
    onExchange,
    guard: createReplayGuard(options?.replay, { isSigned: mounted.trusted !== false, onError: report, trace }),
    waitUntil: (work) => callHook(() => waitUntil?.(work)),
    late: late && {
      ...late,
      store: traceStore(late.store, "late", trace),
      running: new Set(),
      tell: createReporter<LateEvent>(LATE_CHANNEL, undefined),
    },
    requestIdHeader,
    trace,
    explainer: new Explainer(explainFailures, { hash, format, encoding }, report),
    memory: new BodyMemory(maxUnverifiedBytes),
    checks: new CheckQueue(maxQueuedChecks),
    ping,
  };
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}

function isProduction(): boolean {
  try {
    const { process } = globalThis as {
      readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
    };
    return process?.env?.["NODE_ENV"] === "production";
  } catch {
    // Deno asks for a permission to read it. Without one, assume what shows less.
    return true;
  }
}
