import type { Bot, Bots, ReceiveOptions } from "@ck/bot";
import type { Observed } from "./bot.js";
import type { ConformanceSettings } from "./settings.js";

/**
 * The ways in which a webhook can be mounted in an app.
 *
 * - `route`: on a route of its own
 * - `prefix`: on a route of a part of the app that is mounted behind a prefix
 * - `beside a parser`: on its own route in an app that parses JSON elsewhere; `POST /other` answers with the parsed JSON
 * - `after a parser that keeps the bytes`: a parser of the whole app ran first; the adapter finds the bytes it kept
 * - `after a parser that keeps nothing`: a parser of the whole app ran first, and the bytes are gone
 * - `after an encoding was set`: something before the webhook called `req.setEncoding`
 *
 * @example
 * ```ts
 * import { LAYOUTS } from "@ck/testing";
 *
 * // For a framework without body parsers.
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

/** One of {@link LAYOUTS}. An adapter lists those that its framework has. */
export type Layout = (typeof LAYOUTS)[number];

/**
 * Something that a host or runtime may be unable to do, through no fault of the adapter.
 *
 * - `stream`: the body can be read as it arrives, and abandoned
 * - `hang-up`: the adapter learns when the caller hangs up
 * - `pipelining`: requests sent before the previous answer are answered in order
 * - `drain`: an answer sent before the whole body has arrived reaches a caller that keeps sending
 * - `expect`: a caller that sends `Expect: 100-continue` is told to continue
 * - `afterwards`: work goes on after the answer without `waitUntil`
 */
export type Ability = "stream" | "hang-up" | "pipelining" | "drain" | "expect" | "afterwards";

/** What a server must be like, in addition to the bot and the options. */
export interface Place {
  readonly layout: Layout;
  /** The options as plain data, for a server in another process. */
  readonly settings: ConformanceSettings;
}

/** A running server. */
export interface Served {
  /** The full URL of the webhook. */
  readonly url: string;
  /** Closes it at once, with its open connections. */
  readonly close: () => Promise<unknown>;
  /** Reads what the bot did, where it runs in another process. */
  readonly observed?: () => Promise<Observed>;
}

/** An adapter, described for the conformance suite. */
export interface ConformanceAdapter {
  /** The framework's name and major version: "Express 5". */
  readonly name: string;
  /** The layouts that the framework has. Default: `route` only. */
  readonly layouts?: readonly Layout[];
  /** What the host cannot do, and why. Cases that need it are left out; `conformanceGaps` lists them. */
  readonly lacks?: Partial<Readonly<Record<Ability, string>>>;
  /** Matches the error's message if a body parser ran first: it must name the line to change. */
  readonly fix?: RegExp;
  /** Starts a server on a loopback address with the bot, or the several bots, mounted. Rejects with what `webhook(bot, options)` throws. */
  readonly start: <B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>, place: Place) => Promise<Served>;
}
