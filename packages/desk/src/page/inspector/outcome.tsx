import type { JSX } from "preact";
import type { ExchangeRow } from "../../api/views.js";
import { Icon } from "../ui/icon.js";

const WORDS: Readonly<Record<ExchangeRow["outcome"], string>> = {
  answered: "answered",
  "timed-out": "timed out",
  "too-large": "too large",
  "bad-status": "refused",
  "bad-json": "bad JSON",
  "wrong-form": "wrong form",
  unreachable: "unreachable",
};

const FAULT_WORDS: Readonly<Record<NonNullable<ExchangeRow["faultResult"]>["result"], string>> = {
  refused: "as expected",
  accepted: "FAULT: accepted",
  unclear: "unclear",
};

/** How good an outcome is. A request that was wrong on purpose should be refused. */
export function toneOf({
  outcome,
  remark,
  faultResult,
}: Pick<ExchangeRow, "outcome" | "remark" | "faultResult">): "good" | "fair" | "bad" {
  if (faultResult) return { refused: "good", accepted: "bad", unclear: "fair" }[faultResult.result] as "good";
  if (outcome !== "answered") return "bad";
  return remark === undefined ? "good" : "fair";
}

/** The outcome of an exchange, in a few words. A failure stands out, and success is quiet. */
export function Outcome({ row }: { readonly row: ExchangeRow }): JSX.Element {
  const { outcome, status, faultResult } = row;
  const tone = toneOf(row);
  const words = faultResult
    ? FAULT_WORDS[faultResult.result]
    : outcome === "bad-status" && status !== undefined
      ? `status ${status}`
      : tone === "fair"
        ? "warning"
        : WORDS[outcome];
  if (tone === "good" && !faultResult)
    return (
      <span class="outcome quiet">
        <Icon name="check" />
        <span class="unseen">{words}</span>
      </span>
    );
  return (
    <span class={`outcome ${tone}`} title={faultResult?.message}>
      {words}
    </span>
  );
}
