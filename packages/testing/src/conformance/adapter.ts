import type { Bot, ReceiveOptions } from "@ck/bot";
import type { Observed } from "./bot.js";
import type { ConformanceSettings } from "./settings.js";

/**
 * How the webhook can stand in an app: all that the suite tries.
 *
 * - `route`: on a route of its own
 * - `prefix`: on a route of a part of the app that is mounted behind a prefix
 * - `beside a parser`: on a route of its own, in an app that parses JSON elsewhere; `POST /other` answers with the JSON that was parsed
 * - `after a parser that keeps the bytes`: a parser of the whole app ran first, and kept the bytes where the adapter finds them
 * - `after a parser that keeps nothing`: a parser of the whole app ran first, and the bytes are gone
 * - `after an encoding was set`: something before the webhook made the request's stream one of text
 *
 * @example
 * ```ts
 * import { LAYOUTS } from "@ck/testing";
 *
 * // A framework that has no parsers.
 * const layouts = LAYOUTS.filter((layout) => !layout.includes("parser"));
 * layouts; // → ["route", "prefix", "after an encoding was set"]
 * ```
 */
export const LAYOUTS = [
  "route",
  "prefix",
  "beside a parser",
  "after a parser that keeps the bytes",
  "after a parser that keeps nothing",
  "after an encoding was set",
] as const;

/**
 * One of {@link LAYOUTS}. An adapter lists those that its framework knows.
 *
 * @example
 * ```ts
 * import type { Layout } from "@ck/testing";
 *
 * const layouts: Layout[] = ["route", "prefix"];
 * ```
 */
export type Layout = (typeof LAYOUTS)[number];

/**
 * What a place may be unable to do, through no fault of the adapter.
 *
 * - `stream`: a body can be read as it comes, and given up
 * - `hang-up`: it is seen when the caller hangs up
 * - `pipelining`: requests that come before the answer to the one before are answered, in order
 * - `drain`: an answer that goes out before the body is there reaches a caller that sends on all the same
 * - `expect`: a caller that asks with `Expect: 100-continue` is told to go on
 *
 * @example
 * ```ts
 * import type { Ability } from "@ck/testing";
 *
 * const lacks: Partial<Record<Ability, string>> = { stream: "The gateway hands the body over whole." };
 * ```
 */
export type Ability = "stream" | "hang-up" | "pipelining" | "drain" | "expect";

/**
 * What a server is to be like, beside the bot and the options.
 *
 * @example
 * ```ts
 * import type { Place } from "@ck/testing";
 *
 * const place: Place = { layout: "route", settings: { publicKey: false } };
 * ```
 */
export interface Place {
  readonly layout: Layout;
  /** The same options as plain data, for a server in another process. */
  readonly settings: ConformanceSettings;
}

/**
 * A server that runs.
 *
 * @example
 * ```ts
 * import type { Served } from "@ck/testing";
 *
 * const served: Served = { url: "http://127.0.0.1:3000/convokraft", close: () => Promise.resolve() };
 * ```
 */
export interface Served {
  /** The whole URL of the webhook. */
  readonly url: string;
  /** Ends it at once, with the connections that are open. */
  readonly close: () => Promise<unknown>;
  /** What the bot was seen to do, where it is not the one that `start` was given but its like in another process. */
  readonly observed?: () => Promise<Observed>;
}

/**
 * An adapter, as the conformance suite takes it.
 *
 * @example
 * ```ts
 * import { webhook } from "@ck/node";
 * import { listen, type ConformanceAdapter } from "@ck/testing";
 *
 * const adapter: ConformanceAdapter = {
 *   name: "my adapter",
 *   start: (bot, options) => listen(webhook(bot, options)),
 * };
 * ```
 */
export interface ConformanceAdapter {
  /** Its name and that of the framework's version: "Express 5". */
  readonly name: string;
  /** The layouts that there are. Default: `route` alone. */
  readonly layouts?: readonly Layout[];
  /** What the place cannot do, and why. The cases that need it are not run; `conformanceGaps` lists them. */
  readonly lacks?: Partial<Readonly<Record<Ability, string>>>;
  /** What the author is to be told where a body parser ran first: the line to change. */
  readonly fix?: RegExp;
  /** Starts a server on a loopback address, with the bot mounted. Rejects with what `webhook(bot, options)` throws. */
  readonly start: (bot: Bot, options: ReceiveOptions, place: Place) => Promise<Served>;
}
