import {
  askStore,
  BotError,
  callHook,
  createReporter,
  requireKnownOptions,
  requireNumber,
  textOf,
  type Context,
  type Hook,
  type HookAnswer,
} from "@ck/bot";
import type { Environment, Todo } from "@ck/protocol";
import { createKeyHash } from "./hashed-key.js";

/** A limiter of rate-limiter-flexible: in memory, on Redis or Valkey, in a database. */
export interface Limiter {
  /** Counts something. Rejects with a result that has `msBeforeNext` if it is too much, or several by name; and with an error if it cannot count. */
  readonly consume: (key: string, points?: number) => Promise<unknown>;
}

/** Whose requests are counted together. A function returns anything that names them, or `undefined` for whoever is not limited. */
export type LimitedBy = "visitor" | "session" | ((context: Context) => string | undefined);

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** How much, in how long, and where that is counted: `new RateLimiterRedis({ storeClient, points: 20, duration: 60 })`. */
  readonly limiter: Limiter;
  /**
   * `"visitor"`: `context.visitor.id`. `"session"`: `sessionData.id`, which the platform may leave out (docs/contract.md §1, grade S). Where there is none, nothing is
   * limited. Default: the visitor, or else the session.
   */
  readonly by?: LimitedBy | undefined;
  /** What a request costs, in points; 0 is free. Default: 1. */
  readonly points?: ((context: Context) => number) | undefined;
  /** What the visitor reads. Default: `texts.rateLimited` of the bot. */
  readonly refuse?:
    ((context: Context, limited: { readonly waitMs: number }) => HookAnswer | Promise<HookAnswer>) | undefined;
  /** Called with each request that was too much. Never with who it was. Default: nothing; the channel {@link RATE_LIMIT_CHANNEL} has it too. */
  readonly onLimited?: ((event: RateLimitEvent) => void) | undefined;
  /** What happens while nothing can be counted. `open`: requests pass, and `onError` is called. `closed`: they fail. Default `open`. */
  readonly onStoreError?: "open" | "closed" | undefined;
  /** Called when nothing can be counted, if requests pass. Default: `console.error`. */
  readonly onError?: ((error: BotError) => void) | undefined;
  /** A limiter that has not answered after this many ms has failed. Default 250. */
  readonly timeoutMs?: number | undefined;
  /**
   * Text that only your processes know. Keys are digests either way; with it, whoever reads the store cannot find out whose they are by trying ids that they know.
   * Default: none.
   */
  readonly secret?: string | undefined;
}

const OPTIONS = {
  limiter: true,
  by: true,
  points: true,
  refuse: true,
  onLimited: true,
  onStoreError: true,
  onError: true,
  timeoutMs: true,
  secret: true,
} satisfies Record<keyof RateLimitOptions, true>;

/** A request that was too much. */
export interface RateLimitEvent {
  readonly by: "visitor" | "session" | "other";
  /** When the next request may come, in ms from now. */
  readonly waitMs: number;
  readonly requestId: string;
  readonly todo: Todo;
  readonly environment?: Environment;
}

/**
 * The `node:diagnostics_channel` on which each {@link RateLimitEvent} is published as well.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { RATE_LIMIT_CHANNEL } from "@ck/rate-limit";
 *
 * subscribe(RATE_LIMIT_CHANNEL, (event) => console.log(event));
 * ```
 */
export const RATE_LIMIT_CHANNEL = "ck:rate-limit:limited";

/**
 * Makes a hook that lets one visitor or session ask only so much in a time. Whatever is too much gets a polite answer and reaches no handler; the platform gets its 200.
 *
 * @param options - the limiter, and whose requests it counts
 * @returns for `use`, of a bot or of an action
 * @throws `BotError` `ERR_INVALID_OPTION`: an option is wrong
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { rateLimit } from "@ck/rate-limit";
 * import { RateLimiterMemory } from "rate-limiter-flexible";
 *
 * const limiter = new RateLimiterMemory({ points: 20, duration: 60 }); // 20 requests a minute
 * createBot({ use: [rateLimit({ limiter })], actions: {} });
 * ```
 */
export function rateLimit(options: RateLimitOptions): Hook {
  requireKnownOptions(options, Object.keys(OPTIONS), "rateLimit");
  const { limiter, by, points = () => 1, refuse, onLimited, onStoreError = "open", secret, timeoutMs = 250 } = options;
  const { onError = (error: BotError) => console.error(error) } = options;
  if (typeof (Object(limiter) as Partial<Limiter>).consume !== "function")
    throw invalid("limiter must be a limiter of rate-limiter-flexible, such as new RateLimiterMemory({ … }).");
  if (by !== undefined && by !== "visitor" && by !== "session" && typeof by !== "function")
    throw invalid('by must be "visitor", "session", or a function that returns a text.');
  if (!["open", "closed"].includes(onStoreError)) throw invalid('onStoreError must be "open" or "closed".');
  for (const [name, hook] of Object.entries({ points, refuse, onLimited, onError }))
    if (hook !== undefined && typeof hook !== "function") throw invalid(`${name} must be a function.`);
  if (secret !== undefined && (typeof secret !== "string" || secret.length < 16))
    throw invalid("secret must be a text of at least 16 characters. Make one with: openssl rand -base64 32");
  requireNumber("timeoutMs", timeoutMs, { unit: "ms", least: 1, most: 60_000 });
  const hash = createKeyHash(secret);
  const report = createReporter(RATE_LIMIT_CHANNEL, onLimited);

  return async function limitRate(context, next) {
    const who = whoOf(context, by);
    const cost = points(context);
    if (who === undefined || cost === 0) return next();
    const key = await hash([who.by, context.environment ?? "", who.name]);
    const waitMs = await waitFor(key, cost);
    if (waitMs === undefined) return next();
    report(() => ({
      by: who.by,
      waitMs,
      requestId: context.requestId,
      todo: context.request.todo,
      ...(context.environment !== undefined && { environment: context.environment }),
    }));
    return refuse ? refuse(context, { waitMs }) : textOf(context, "rateLimited", { waitMs });
  };

  /** How long to wait before the next request, in ms; `undefined` if this one may pass. */
  async function waitFor(key: string, cost: number): Promise<number | undefined> {
    try {
      await askStore(timeoutMs, () => limiter.consume(key, cost));
      return undefined;
    } catch (cause) {
      const waitMs = waitOf(cause);
      if (waitMs !== undefined) return waitMs;
      const what = onStoreError === "open" ? "The request was let through." : "The request failed.";
      const error = new BotError("ERR_STORE", `The store of a rate limit failed. ${what} See the cause.`, { cause });
      if (onStoreError === "closed") throw error;
      callHook(() => onError(error));
      return undefined;
    }
  }
}

/** What a limiter says of a request that is too much: a result, or those of a union by their prefix. Anything else is an error. */
function waitOf(result: unknown): number | undefined {
  if (typeof result !== "object" || result === null || result instanceof Error) return undefined;
  const { msBeforeNext } = result as { readonly msBeforeNext?: unknown };
  if (typeof msBeforeNext === "number") return Math.max(0, Math.ceil(msBeforeNext));
  const all = Object.values(result).map(waitOf);
  if (all.length === 0 || all.includes(undefined)) return undefined;
  return Math.max(...(all as number[]));
}

interface Who {
  readonly by: RateLimitEvent["by"];
  readonly name: string;
}

/** Whose request it is. A visitor and a session with the same id are two. */
function whoOf(context: Context, by: LimitedBy | undefined): Who | undefined {
  if (typeof by === "function") return named("other", by(context));
  const visitor = by === "session" ? undefined : named("visitor", context.visitor?.id);
  return visitor ?? (by === "visitor" ? undefined : named("session", context.sessionData.id));
}

function named(by: Who["by"], name: unknown): Who | undefined {
  return typeof name === "string" && name !== "" ? { by, name } : undefined;
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
