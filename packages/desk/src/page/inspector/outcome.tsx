import type { JSX } from "preact";
import type { ExchangeRow } from "../../api/views.js";

const WORDS: Readonly<Record<ExchangeRow["outcome"], string>> = {
  answered: "answered",
  "timed-out": "timed out",
  "too-large": "too large",
  "bad-status": "refused",
  "bad-json": "bad JSON",
  "wrong-form": "wrong form",
  unreachable: "unreachable",
};

/** How good an outcome is: what was done wrong on purpose is refused rightly. */
export function toneOf({ outcome, hasRemarks }: Pick<ExchangeRow, "outcome" | "hasRemarks">): "good" | "fair" | "bad" {
  if (outcome !== "answered") return "bad";
  return hasRemarks ? "fair" : "good";
}

/** What became of an exchange, in a word or two. */
export function Outcome({ row }: { readonly row: ExchangeRow }): JSX.Element {
  const { outcome, status } = row;
  return (
    <span class={`outcome ${toneOf(row)}`}>
      {outcome === "bad-status" && status !== undefined ? `status ${status}` : WORDS[outcome]}
    </span>
  );
}
