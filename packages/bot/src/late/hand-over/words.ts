import type { HandledResponse, WebhookResponse } from "@ck/protocol";
import type { TakenAnswer } from "../late-answer.js";

/** What any turn can show of an answer; `undefined` for one that only goes on with its own action, such as a question for a param. */
export function wordsOf(response: WebhookResponse): TakenAnswer | undefined {
  if (!("status" in response) || response.status === "prompt") return undefined;
  const { message, card, followup } = response;
  return { message, ...(card && card.length > 0 && { card }), ...(followup && { followup }) };
}

/** Words as the answer to free text. */
export function asHandled(words: TakenAnswer): HandledResponse {
  return { status: "handled", ...words };
}

/** Puts words before those of a response. `undefined` if it has no place for them: they wait for the next turn. */
export function putBefore(words: TakenAnswer, response: WebhookResponse): WebhookResponse | undefined {
  if ("welcome_response" in response) {
    return { ...response, welcome_response: joinWords(words, response.welcome_response) };
  }
  if (!("message" in response)) return undefined;
  // A question has no place for cards.
  const isQuestion = "status" in response && response.status === "prompt";
  if (isQuestion && (words.card !== undefined || words.followup !== undefined)) return undefined;
  return joinWords(words, response);
}

/** All of these words, one after the other; `undefined` for an empty list. */
export function joinAll(all: readonly TakenAnswer[]): TakenAnswer | undefined {
  return all.reduceRight<TakenAnswer | undefined>(
    (after, words) => (after ? joinWords(words, after) : words),
    undefined,
  );
}

/** Words before others. */
export function joinWords<T extends TakenAnswer>(words: TakenAnswer, own: T): T {
  const suggestions = [...(words.followup?.suggestions ?? []), ...(own.followup?.suggestions ?? [])];
  return {
    ...own,
    message: `${words.message}\n\n${own.message}`,
    ...(words.card && { card: [...words.card, ...(own.card ?? [])] }),
    ...(words.followup && {
      followup: { ...words.followup, ...own.followup, ...(suggestions.length > 0 && { suggestions }) },
    }),
  };
}
