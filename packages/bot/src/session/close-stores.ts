import type { WebhookResponse } from "@ck/protocol";
import type { Dispatched } from "../answer/dispatch.js";
import type { Context } from "../context.js";
import { BotError } from "../error.js";
import { withoutKey } from "../without-key.js";
import { baselineOf } from "./baseline.js";
import { WIRE_NAMES } from "./open-stores.js";
import { ROUND_TRIP, type TypedStore } from "./option.js";
import { asJson, lostOnTheWay, printPath } from "./round-trip.js";
import { pathOf, validate } from "./validate.js";

type Store = Readonly<Record<string, unknown>>;

/** What it takes to close the stores of a context. */
export interface Closing {
  readonly report: (error: unknown) => void;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
}

/**
 * Makes what a handler left in the stores what is sent. A store that does not fit its schema any more is reported, and stays as the
 * handler found it: the answer is out of date with it, but a store that the next request could not read is no better.
 */
export async function closeStores(
  stores: readonly TypedStore[],
  context: Context,
  dispatched: Dispatched,
  closing: Closing,
): Promise<Dispatched> {
  let { response } = dispatched;
  for (const store of stores) {
    const name = WIRE_NAMES[store.name];
    // An answer may have a store of its own.
    const own: unknown = (response as { readonly broadcast?: unknown; readonly cache?: unknown })[name];
    const before = baselineOf(context, name);
    const left = await settle(store, own ?? context[name], before.store, dispatched.handler, closing);
    const now = left ?? before.store;
    const isSent = now !== before.store || before.isRepaired;
    // A key that is merely missing may survive a merge (docs/contract.md §2, grade ?).
    const gone = isSent ? Object.keys(before.raw).filter((key) => !Object.hasOwn(now, key)) : [];
    context[name] = { ...now, ...Object.fromEntries(gone.map((key) => [key, null])) };
    if (own !== undefined) response = withoutKey(response, name as keyof WebhookResponse);
  }
  return response === dispatched.response ? dispatched : { ...dispatched, response };
}

/** What a handler left, as JSON; `undefined` if it does not fit. */
async function settle(
  { name, schema }: TypedStore,
  left: unknown,
  before: Store,
  handler: string,
  { report, maxBytes }: Closing,
): Promise<Store | undefined> {
  const broken = (what: string): undefined => {
    const message = `${handler} left a ${name} that ${what} It was not saved; the answer went out.`;
    report(new BotError("ERR_INVALID_SESSION", message));
  };
  const text = asText(left);
  if (text === undefined) {
    broken("is not a JSON object.");
    return;
  }
  const known = JSON.stringify(before);
  if (text === known) return before;
  const sent = JSON.parse(text) as Store;
  const checked = await validate(schema, sent);
  if ("issues" in checked) {
    const path = printPath(pathOf(checked.issues));
    broken(`its schema does not accept once it has been JSON${path && `, at \`${path}\``}. ${ROUND_TRIP}`);
    return;
  }
  // A schema may tidy a value, as a trim does, but then it has to leave it alone.
  const again = await validate(schema, asJson(checked.value));
  const lost = "issues" in again ? printPath(pathOf(again.issues)) : lostOnTheWay(checked.value, again.value);
  if (lost !== undefined) {
    broken(`its schema changes each time it comes back, at \`${lost}\`. ${ROUND_TRIP}`);
    return;
  }
  const size = bytesOf(text);
  if (size > maxBytes / 2 && bytesOf(known) <= maxBytes / 2) report(tooLarge(name, size, handler, maxBytes));
  return sent;
}

function asText(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text?.startsWith("{") === true ? text : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

function tooLarge(name: string, size: number, handler: string, maxBytes: number): BotError {
  return new BotError(
    "ERR_SESSION_SIZE",
    `The ${name} takes ${size} bytes since ${handler}: more than half of the ${maxBytes} that an answer may have with its stores. Keep ids in it, not records.`,
  );
}
