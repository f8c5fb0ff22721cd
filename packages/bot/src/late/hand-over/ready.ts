import type { WebhookResponse } from "@ck/protocol";
import { isEmpty } from "../../answer/stores.js";
import { applyChanges, type Shown } from "../kept.js";
import type { Held } from "../late-store.js";
import { putBefore, wordsOf } from "./words.js";

/** What any turn can show of an answer; for one that failed, of what its handler had taken. */
export function shownOf({ kept }: Held): readonly Shown[] {
  if (kept?.state === "failed") return kept.taken ?? [];
  const words = kept?.state === "ready" ? wordsOf(kept.response) : undefined;
  return kept?.state === "ready" && words ? [{ words, changes: kept.changes }] : [];
}

/** A response after the words of these answers, with what they did to the session's store; `undefined` if there is no place for them. */
export function withWords(
  response: WebhookResponse,
  answers: readonly Shown[],
  broadcast: Readonly<Record<string, unknown>>,
): WebhookResponse | undefined {
  const made = answers.reduceRight<WebhookResponse | undefined>(
    (after, { words }) => after && putBefore(words, after),
    response,
  );
  const isChanged = answers.some(({ changes }) => !isEmpty(changes.set) || changes.removed.length > 0);
  if (made === undefined || !isChanged) return made;
  const changed = answers.reduce<Readonly<Record<string, unknown>>>(
    (before, { changes }) => applyChanges(before, changes),
    "broadcast" in response ? response.broadcast : broadcast,
  );
  return Object.assign({}, made, { broadcast: changed });
}
