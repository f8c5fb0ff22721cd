import type { WebhookResponse } from "@ck/protocol";
import type { TakenAnswer } from "./late-answer.js";

/**
 * What the store holds under a ticket's key: the handler is running, has an answer, has failed, or its answer was
 * handed over.
 *
 * An answer is kept without the session's `broadcast`, because the handler saw an old version of it. Only the changes
 * that the handler made are kept.
 */
export type Kept =
  | { readonly state: "running" }
  /** Only of a claim: it was given back. */
  | { readonly state: "back" }
  | {
      readonly state: "failed";
      /** What its handler had taken of other late answers: it goes out before the failure message. */
      readonly taken?: readonly Shown[];
    }
  | {
      readonly state: "taken";
      /** Who has it: no two are alike. */
      readonly by?: string;
      /** Whether it was a failure: its job may still be retried. */
      readonly failed?: true;
      /** The answer went to the visitor's page, and this is still to be done to the session's `broadcast`. */
      readonly changes?: Changes;
    }
  | {
      readonly state: "ready";
      readonly response: WebhookResponse;
      /** Who answered, for error messages. */
      readonly handler: string;
      readonly changes: Changes;
    };

/** How a handler ended. */
export type Ended = Kept & { readonly state: "ready" | "failed" };

/** Whether a handler failed, also if the visitor knows. */
export function isFailure(kept: Kept): boolean {
  return kept.state === "failed" || (kept.state === "taken" && kept.failed === true);
}

/** What any turn can show of an answer, and what is to be done to the session's `broadcast` with it. */
export interface Shown {
  readonly words: TakenAnswer;
  readonly changes: Changes;
}

/** What a handler did to `broadcast`. */
export interface Changes {
  readonly set: Readonly<Record<string, unknown>>;
  readonly removed: readonly string[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const STATES: readonly unknown[] = ["running", "failed", "taken", "ready", "back"] satisfies readonly Kept["state"][];

export function encodeKept(kept: Kept): Uint8Array {
  return encoder.encode(JSON.stringify(kept));
}

/** @throws if the store returns a value that was not written by {@link encodeKept} */
export function decodeKept(bytes: Uint8Array): Kept {
  const kept = JSON.parse(decoder.decode(bytes)) as Kept;
  if (!STATES.includes(kept.state)) throw new Error("The value under the key of a late answer is not a late answer.");
  return kept;
}

/** The difference between `came` and `now`. */
export function changesOf(came: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): Changes {
  const isChanged = (key: string): boolean =>
    !Object.hasOwn(came, key) || JSON.stringify(came[key]) !== JSON.stringify(now[key]);
  return {
    set: Object.fromEntries(Object.entries(now).filter(([key]) => isChanged(key))),
    removed: Object.keys(came).filter((key) => !Object.hasOwn(now, key)),
  };
}

/** Makes the same changes to the current version. */
export function applyChanges(
  today: Readonly<Record<string, unknown>>,
  { set, removed }: Changes,
): Record<string, unknown> {
  const kept = Object.entries(today).filter(([key]) => !removed.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}

/** Changes that do the same as these, one after the other. */
export function joinChanges(all: readonly Changes[]): Changes {
  return {
    set: all.reduce<Readonly<Record<string, unknown>>>(applyChanges, {}),
    removed: [...new Set(all.flatMap(({ removed }) => removed))],
  };
}
