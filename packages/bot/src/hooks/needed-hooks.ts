import type { AnyHook } from "./hook.js";

/** Where an action of a factory keeps the factory's hooks. The same in every copy of this package. */
const NEEDED = Symbol.for("ck:bot:needed-hooks");

/** Notes the hooks that an action was typed with. */
export function noteNeeded(action: object, use: readonly AnyHook[] = []): void {
  if (use.length > 0 && Object.isExtensible(action)) Object.defineProperty(action, NEEDED, { value: use });
}

/** Finds a hook that an action was typed with and that its bot lacks. */
export function findMissing(action: object, use: readonly AnyHook[]): AnyHook | undefined {
  const { [NEEDED]: needed = [] } = action as { readonly [NEEDED]?: readonly AnyHook[] };
  return needed.find((hook) => !use.includes(hook));
}
