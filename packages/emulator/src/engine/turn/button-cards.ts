import type { Card } from "@ck/protocol";
import { isRecord } from "../../record.js";
import type { OfferedButton } from "../said.js";

/**
 * The buttons that stand on cards. That a button card names the button and carries a map is known; the names of its keys are not (contract §2,
 * grades S and ?): `id` or `button_id`, `label` or `name`, and `data` are read.
 */
export function buttonsOf(cards: readonly Card[]): OfferedButton[] {
  return cards.flatMap((card) => {
    if (card.type !== "button") return [];
    const fields: Readonly<Record<string, unknown>> = { ...card };
    const id = textOf(fields["id"]) ?? textOf(fields["button_id"]);
    if (id === undefined) return [];
    const label = textOf(fields["label"]) ?? textOf(fields["name"]) ?? id;
    const data = fields["data"];
    return [{ id, label, ...(isRecord(data) && { data }) }];
  });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
