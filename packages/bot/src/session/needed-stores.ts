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

/** Finds a store that an action was typed with and that has no schema in its bot. */
export function findMissingStore(action: object, bot: Given): StoreName | undefined {
  const { [NEEDED]: needed = [] } = action as { readonly [NEEDED]?: readonly StoreName[] };
  return needed.find((name) => bot[name] === undefined);
}
