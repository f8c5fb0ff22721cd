import type { WebhookRequest } from "@ck/protocol";
import type { Bot } from "../bot.js";
import type { Context } from "../context.js";
import { applyChanges, type Changes } from "../late/kept.js";
import { asJson } from "./round-trip.js";
import { validate } from "./validate.js";

/**
 * Does to a handler's `broadcast` what an answer that it has taken did to the store, in the form of the session's schema. It stays
 * the same object, which the handler may hold by now.
 */
export async function bringChanges(
  bot: Bot,
  request: WebhookRequest,
  context: Context,
  changes: Changes,
): Promise<void> {
  const { broadcast } = context;
  const session = bot.storesFor(request)?.find(({ name }) => name === "session");
  const applied = applyChanges(broadcast, changes);
  // In a session, null is what a handler took out.
  const kept = session ? Object.fromEntries(Object.entries(applied).filter(([, value]) => value !== null)) : applied;
  const checked = session && (await validate(session.schema, asJson(kept)));
  const known: Readonly<Record<string, unknown>> = checked && "value" in checked ? checked.value : {};
  const set = Object.keys(changes.set).flatMap((key): [string, unknown][] =>
    Object.hasOwn(kept, key) ? [[key, Object.hasOwn(known, key) ? known[key] : kept[key]]] : [],
  );
  const gone = Object.keys(broadcast).filter((key) => !Object.hasOwn(kept, key));
  if (Object.isFrozen(broadcast)) {
    context.broadcast = { ...kept, ...Object.fromEntries(set) };
    return;
  }
  for (const key of gone) Reflect.deleteProperty(broadcast, key);
  Object.assign(broadcast, Object.fromEntries(set));
}
