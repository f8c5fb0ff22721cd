import type { WebhookResponse } from "@ck/protocol";

/**
 * What a store holds under the key of a ticket: an answer that is not there yet, one that is, word that there will be none, or word that it was handed over.
 *
 * An answer is kept without the session's `broadcast`, of which the handler saw an old state: only what the handler changed in it is.
 */
export type Kept =
  | { readonly state: "running" | "failed" | "taken" }
  | {
      readonly state: "ready";
      readonly response: WebhookResponse;
      /** Who answered, for error messages. */
      readonly handler: string;
      readonly changes: Changes;
    };

/** What a handler did to `broadcast`. */
export interface Changes {
  readonly set: Readonly<Record<string, unknown>>;
  readonly removed: readonly string[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const STATES: readonly unknown[] = ["running", "failed", "taken", "ready"] satisfies readonly Kept["state"][];

export function encodeKept(kept: Kept): Uint8Array {
  return encoder.encode(JSON.stringify(kept));
}

/** @throws where the store gives back what was never put into it */
export function decodeKept(bytes: Uint8Array): Kept {
  const kept = JSON.parse(decoder.decode(bytes)) as Kept;
  if (!STATES.includes(kept.state)) throw new Error("The store holds something else under the key of a late answer.");
  return kept;
}

/** What became of `came`. */
export function changesOf(came: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): Changes {
  const isChanged = (key: string): boolean =>
    !Object.hasOwn(came, key) || JSON.stringify(came[key]) !== JSON.stringify(now[key]);
  return {
    set: Object.fromEntries(Object.entries(now).filter(([key]) => isChanged(key))),
    removed: Object.keys(came).filter((key) => !Object.hasOwn(now, key)),
  };
}

/** The same done to what is there today. */
export function applyChanges(
  today: Readonly<Record<string, unknown>>,
  { set, removed }: Changes,
): Record<string, unknown> {
  const kept = Object.entries(today).filter(([key]) => !removed.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}
