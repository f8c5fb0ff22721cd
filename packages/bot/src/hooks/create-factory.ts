import type { StandardSchemaV1 } from "@ck/protocol";
import type { Action, ActionDefinition, Actions, Bot, BotSetup, CheckedDefinition, StoreOptions } from "../bot.js";
import { requireKnownOptions } from "../check/known-options.js";
import { action, makeBot } from "../create-bot.js";
import type { ParamDeclarations } from "../params/param.js";
import { noteNeededStores } from "../session/needed-stores.js";
import type { StoreName, StoresAdded } from "../session/option.js";
import type { NeedsVisitor, Seen } from "../visitor/option.js";
import type { VisitorIdentity } from "../visitor/verifier.js";
import type { AddedBy, AnyHook } from "./hook.js";
import { noteNeeded } from "./needed-hooks.js";

/** `action` and `createBot` for bots with the same setup. `X` is what it adds to the contexts of their handlers. */
export interface Factory<X extends object> {
  /** Like {@link action}, with handlers that get what the setup adds. Only a bot that adds as much can have such an action. */
  readonly action: <
    const P extends ParamDeclarations,
    const U extends readonly AnyHook[] = readonly AnyHook[],
    R extends "required" | undefined = undefined,
  >(
    definition: ActionDefinition<P, X, U, R>,
  ) => Action<P, X & NeedsVisitor<R>>;
  /** Like {@link createBot}, with the setup. Hooks of the bot's own run inside those of the setup. */
  readonly createBot: <
    A extends Actions,
    const U extends readonly AnyHook[] = readonly AnyHook[],
    V extends VisitorIdentity = never,
  >(
    definition: CheckedDefinition<A, U, X, V>,
  ) => Bot<A, Pick<X, Extract<keyof X, StoreName>>>;
}

/**
 * Makes `action` and `createBot` for bots with the same hooks, so that actions in files of their own get the types that the hooks add.
 *
 * @param setup - `use`: the hooks around every handler; `session`, `cache`: the schemas of the stores; `visitor`: who the visitor is; `texts`: what the kit itself says
 * @throws {@link BotError} `ERR_INVALID_OPTION`: an option is unknown
 * @example
 * ```ts
 * import { createFactory, hook } from "@ck/bot";
 *
 * const tenant = hook<{ tenant: string }>(({ org }, next) => next({ tenant: String(org["name"]) }));
 * const { action, createBot } = createFactory({ use: [tenant] });
 *
 * const greet = action({ execute: (context) => `Hello, ${context.tenant}!` });
 * createBot({ actions: { Greet: greet }, welcome: (context) => `Welcome to ${context.tenant}.` });
 * ```
 */
export function createFactory<
  const U extends readonly AnyHook[] = readonly AnyHook[],
  V extends VisitorIdentity = never,
  S extends StandardSchemaV1 = never,
  C extends StandardSchemaV1 = never,
>(setup: BotSetup<U, StoresAdded<S, C>, V> & StoreOptions<S, C>): Factory<StoresAdded<S, C> & AddedBy<U> & Seen<V>> {
  requireKnownOptions(setup, ["use", "texts", "session", "cache", "visitor"], "createFactory");
  const { use } = setup;
  return {
    action: (definition) => {
      const made = action(definition);
      noteNeeded(made, use);
      noteNeededStores(made, setup);
      return made;
    },
    createBot: (definition) => makeBot<Actions>(definition, setup) as never,
  };
}
