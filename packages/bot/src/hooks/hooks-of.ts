import type { Context } from "../context.js";
import type { AnyHook } from "./hook.js";

/** The handler inside hooks. */
interface Inside {
  /** Its name for the author: `actions.ApplyLeave.execute`. */
  readonly handler: string;
  readonly handle: () => unknown;
  /** Called with the name of a hook that answers in place of what is inside it, or throws. */
  readonly blame: (name: string) => void;
}

/** Runs hooks and the handler inside them. */
export type RunHooks = (context: Context, inside: Inside) => Promise<unknown>;

/** What hooks are around the handlers of: an action. */
export interface Hooked {
  readonly use?: readonly AnyHook[] | undefined;
}

/** Finds the hooks around the handlers of an action, or around those of the bot itself. */
export type HooksOf = (action: Hooked | undefined) => RunHooks | undefined;
