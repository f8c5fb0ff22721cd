import type { WebhookResponse } from "@ck/protocol";
import { shapeOf } from "../check/shape-of.js";
import type { Context } from "../context.js";
import { BotError } from "../error.js";

/** What a handler returns, and a hook with it: a string, an answer of a builder, or nothing for a `prompt` that goes on. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- most `prompt` handlers have no return statement
export type HookAnswer = string | WebhookResponse | undefined | void;

/** What a hook that adds nothing adds. */
// oxlint-disable-next-line typescript/no-empty-object-type -- the one type that changes nothing where it is added to another
export type Nothing = {};

/** Runs the hooks that follow and the handler, and resolves to the handler's answer as it returned it. */
export type Next<Added extends object = Nothing> = keyof Added extends never
  ? () => Promise<HookAnswer>
  : Nothing extends Added
    ? (added?: Added) => Promise<HookAnswer>
    : (added: Added) => Promise<HookAnswer>;

/**
 * A function around every handler of a bot, or of an action. It calls `next` and returns what that gives, changes it, or answers itself.
 *
 * `Added` is what it adds to the handlers' contexts, by `next({ … })`; `Needed` is what hooks before it have to have added.
 */
export type Hook<Added extends object = Nothing, Needed extends object = Nothing> = (
  context: Context & Needed,
  next: Next<Added>,
) => HookAnswer | Promise<HookAnswer>;

/** Any hook. The parameters of a method are bivariant: one that needs additions is one of them too, and {@link InOrder} checks those. */
export type AnyHook = {
  bivarianceHack(context: Context, next: Next): HookAnswer | Promise<HookAnswer>;
}["bivarianceHack"];

/** What a list of hooks adds to the contexts of the handlers. */
export type AddedBy<U extends readonly AnyHook[]> = [U] extends [never]
  ? Nothing
  : U extends readonly [infer H, ...infer Rest extends readonly AnyHook[]]
    ? Added<H> & AddedBy<Rest>
    : Nothing;

/** What one hook adds. */
type Added<H> = H extends (context: never, next: (added: infer A) => never) => unknown
  ? unknown extends A
    ? Nothing
    : Exclude<A, undefined>
  : Nothing;

/** Refuses a hook that needs what no hook before it adds. */
export type InOrder<U extends readonly AnyHook[], Before extends object> = U extends readonly [
  infer H,
  ...infer Rest extends readonly AnyHook[],
]
  ? readonly [(context: Context & Before, next: never) => unknown, ...InOrder<Rest, Before & Added<H>>]
  : readonly AnyHook[];

/**
 * Declares a hook that adds to the contexts of the handlers. A hook that adds nothing needs no declaration.
 *
 * @param run - called around each handler, with its context and `next`
 * @returns the same function
 * @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a function
 * @example
 * ```ts
 * import { createFactory, hook } from "@ck/bot";
 *
 * const tenant = hook<{ tenant: string }>(({ org }, next) => next({ tenant: String(org["name"]) }));
 * const { action } = createFactory({ use: [tenant] });
 * action({ execute: (context) => `You are at ${context.tenant}.` }); // context.tenant: string
 * ```
 */
export function hook<Added extends object = Nothing, Needed extends object = Nothing>(
  run: Hook<Added, Needed>,
): Hook<Added, Needed> {
  if (typeof run === "function") return run;
  throw new BotError("ERR_INVALID_OPTION", `hook takes a function, (context, next) => …; got ${shapeOf(run)}.`);
}
