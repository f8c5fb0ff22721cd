import type { WebhookResponse } from "@ck/protocol";
import { invalidAnswer } from "./answer.js";
import type { Context } from "../context.js";
import { baselineOf } from "../session/baseline.js";

/**
 * Adds the stores of the context to the response, unless the handler has set them there itself.
 *
 * Whether `broadcast` in an answer merges with the old one or replaces it is not documented (docs/contract.md §2, grade ?), so an unchanged store
 * is echoed, which is right either way. The documentation shows no stores in answers that consist of `todo`, nor in those to welcome and failure:
 * there they are added only if the handler changed them.
 */
export function withStores(response: WebhookResponse, context: Context, handler: string): WebhookResponse {
  const stores: { broadcast?: Readonly<Record<string, unknown>>; cache?: Readonly<Record<string, unknown>> } = {};
  for (const store of ["broadcast", "cache"] as const) {
    if (store in response) continue;
    const now: unknown = context[store];
    const { raw, store: original, isRepaired } = baselineOf(context, store);
    if (!isRepaired && isSame(now, original)) {
      if ("status" in response && !isEmpty(raw)) stores[store] = raw;
      continue;
    }
    const text = textOf(now);
    if (text === undefined)
      throw invalidAnswer(handler, `set context.${store} to something that is not a JSON object.`);
    const echo = "status" in response && (text !== "{}" || !isEmpty(original));
    if (echo || isRepaired || text !== JSON.stringify(original)) stores[store] = now as Record<string, unknown>;
  }
  return isEmpty(stores) ? response : Object.assign({}, response, stores);
}

/** Whether a handler left a store as it came. It came from JSON, so it is nested no deeper than the protocol allows. */
function isSame(now: unknown, original: unknown): boolean {
  if (typeof original !== "object" || original === null) return now === original;
  if (typeof now !== "object" || now === null) return false;
  if (Object.getPrototypeOf(now) !== Object.getPrototypeOf(original)) return false;
  const names = Object.keys(original);
  const others = Object.keys(now);
  return (
    names.length === others.length &&
    names.every(
      (name, index) =>
        name === others[index] &&
        isSame((now as Record<string, unknown>)[name], (original as Record<string, unknown>)[name]),
    )
  );
}

/** A store as JSON; `undefined` if it is not an object there. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    const text = JSON.stringify(value);
    return text.startsWith("{") ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an object has no keys of its own. */
export function isEmpty(record: object): boolean {
  for (const key in record) if (Object.hasOwn(record, key)) return false;
  return true;
}
