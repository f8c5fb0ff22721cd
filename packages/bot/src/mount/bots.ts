import type { Bot } from "../bot.js";
import type { PublicKeyOption } from "../guard/keys.js";

/** Several bots at one URL: the name that the platform has for each → the bot. */
export type Bots = Readonly<Record<string, Bot>>;

/** The option `publicKey`: of one bot its keys, of several the keys of each, by name. */
// A bot is told by one of its members, so that the compiler can tell even for a `Bot<A>` whose actions it does not know yet.
export type PublicKeyFor<B extends Bot | Bots> = [B] extends [Pick<Bot, "findAction">]
  ? PublicKeyOption
  : false | { readonly [Name in keyof B]: PublicKeyOption | undefined };

export function isBot(value: unknown): value is Bot {
  return typeof (value as Partial<Bot> | null | undefined)?.findAction === "function";
}
