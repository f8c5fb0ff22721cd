import { BotError } from "../error.js";
import type { StoreName } from "./option.js";

/** Where an action of a factory keeps which stores have types. The same in every copy of this package. */
const NEEDED = Symbol.for("ck:bot:needed-stores");

/** What of these options is given. */
type Given = Readonly<Partial<Record<StoreName, unknown>>>;

/** Notes the stores that an action was typed with. */
export function noteNeededStores(action: object, setup: Given): void {
  const needed = (["session", "cache"] as const).filter((name) => setup[name] !== undefined);
  if (needed.length > 0 && Object.isExtensible(action)) Object.defineProperty(action, NEEDED, { value: needed });
}

/** @throws {@link BotError} `ERR_INVALID_BOT`: an action was typed with a store that has no schema in its bot */
export function requireNeededStores(actions: Readonly<Record<string, object>>, bot: Given): void {
  for (const [name, action] of Object.entries(actions)) {
    const { [NEEDED]: needed = [] } = action as { readonly [NEEDED]?: readonly StoreName[] };
    const missing = needed.find((store) => bot[store] === undefined);
    if (missing === undefined) continue;
    throw new BotError(
      "ERR_INVALID_BOT",
      `actions.${name} was made by a factory with a ${missing}, and this bot has none. Use the createBot of that factory, or give the bot the same ${missing}.`,
    );
  }
}
