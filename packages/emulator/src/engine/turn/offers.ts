import type { Card } from "@ck/protocol";
import type { FollowUpOffer } from "../../emulated-bot.js";
import { isRecord, type OpenRecord } from "../../record.js";
import type { NewButton } from "../said.js";

/**
 * The buttons of button cards. That such a card names a button and carries a map is known; its keys are not
 * (docs/contract.md §2, grades S and ?): `id` or `button_id`, `label` or `name`, and `data` are read.
 */
export function buttonsOf(cards: readonly Card[]): NewButton[] {
  return cards.flatMap((card) => {
    if (card.type !== "button") return [];
    const fields: OpenRecord = { ...card };
    const id = textOf(fields["id"]) ?? textOf(fields["button_id"]);
    if (id === undefined) return [];
    const label = textOf(fields["label"]) ?? textOf(fields["name"]) ?? id;
    const data = fields["data"];
    return [{ id, label, ...(isRecord(data) && { data }) }];
  });
}

/** The follow-ups of an answer (docs/contract.md §2, grades S and O). */
export function followUpsOf(followup: unknown): FollowUpOffer[] {
  const suggestions = isRecord(followup) ? followup["suggestions"] : undefined;
  if (!Array.isArray(suggestions)) return [];
  return suggestions.flatMap((suggestion: unknown) => {
    if (!isRecord(suggestion)) return [];
    const { message: text, action } = suggestion;
    if (typeof text !== "string" || text.trim() === "") return [];
    if (!isRecord(action) || typeof action["name"] !== "string") return [{ text }];
    const presets = Array.isArray(action["params"]) ? action["params"].flatMap(presetOf) : [];
    return [{ text, action: action["name"], ...(presets.length > 0 && { params: Object.fromEntries(presets) }) }];
  });
}

function presetOf(param: unknown): [string, unknown][] {
  return isRecord(param) && typeof param["name"] === "string" ? [[param["name"], param["value"]]] : [];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
