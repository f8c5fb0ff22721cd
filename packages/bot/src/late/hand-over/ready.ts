import type { WebhookResponse } from "@ck/protocol";
import { isEmpty } from "../../answer/stores.js";
import { applyChanges, type Kept } from "../kept.js";
import type { TakenAnswer } from "../late-answer.js";
import type { Held } from "../late-store.js";
import { putBefore, wordsOf } from "./words.js";

/** An answer that any turn can show. */
export interface Ready {
  readonly held: Held;
  readonly kept: Kept & { readonly state: "ready" };
  readonly words: TakenAnswer;
}

/** The answer, if any turn can show it. */
export function readyOf(held: Held): Ready[] {
  const { kept } = held;
  const words = kept?.state === "ready" ? wordsOf(kept.response) : undefined;
  return kept?.state === "ready" && words ? [{ held, kept, words }] : [];
}

/** A response after the words of these answers, with what they did to the session's store; `undefined` if there is no place for them. */
export function withWords(
  response: WebhookResponse,
  answers: readonly Ready[],
  broadcast: Readonly<Record<string, unknown>>,
): WebhookResponse | undefined {
  const made = answers.reduceRight<WebhookResponse | undefined>(
    (after, { words }) => after && putBefore(words, after),
    response,
  );
  const isChanged = answers.some(({ kept: { changes } }) => !isEmpty(changes.set) || changes.removed.length > 0);
  if (made === undefined || !isChanged) return made;
  const changed = answers.reduce<Readonly<Record<string, unknown>>>(
    (before, { kept }) => applyChanges(before, kept.changes),
    "broadcast" in response ? response.broadcast : broadcast,
  );
  return Object.assign({}, made, { broadcast: changed });
}
