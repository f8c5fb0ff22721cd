import { textOf, type Exchange } from "@ck/emulator";

/** What a server did with a request, whatever the form of its answer. */
export type Reception =
  | {
      /** `rejected-with-200`: the answer is an error, but its status says that all is well. `errored`: a status from 500 on. */
      readonly kind: "accepted" | "rejected" | "rejected-with-200" | "errored";
      readonly status: number;
    }
  /** It closed the connection instead of answering, or refused it. */
  | { readonly kind: "hung-up" }
  | { readonly kind: "silent" };

/** Words of an answer that refuses a request. */
const REFUSAL =
  /\bsignature|\bunauthori[sz]ed|\bnot authori[sz]ed|\bforbidden\b|\bdenied\b|\bverif(?:y|ied|ication)\b|"?status"?:\s*40[013]/i;

/** How much of an answer is searched for these words, in characters. */
const SEARCHED = 2_000;

/**
 * Tells whether a request was accepted.
 *
 * @param exchange - the request and its answer
 * @param genuine - a genuine request that was accepted, for comparison
 */
export function receptionOf(exchange: Exchange, genuine?: Exchange): Reception {
  const { response, verdict } = exchange;
  if (response === undefined) return { kind: verdict.outcome === "timed-out" ? "silent" : "hung-up" };
  const { status } = response;
  if (status >= 500) return { kind: "errored", status };
  if (status >= 400) return { kind: "rejected", status };
  return { kind: isDisguisedRefusal(exchange, genuine) ? "rejected-with-200" : "accepted", status };
}

function isDisguisedRefusal(exchange: Exchange, genuine: Exchange | undefined): boolean {
  const hasForm = !["bad-json", "wrong-form"].includes(exchange.verdict.outcome);
  if (genuine === undefined) return !hasForm && speaksOfRefusal(exchange);
  if (!hasForm && genuine.verdict.outcome === "answered") return true;
  return speaksOfRefusal(exchange) && !speaksOfRefusal(genuine);
}

function speaksOfRefusal({ response }: Exchange): boolean {
  return response !== undefined && REFUSAL.test(textOf(response.body).slice(0, SEARCHED));
}
