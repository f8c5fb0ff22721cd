import type { Field } from "./field.js";
import { shapeOf } from "./shape.js";

/** The id of an option or a button. Ids are sent as strings (docs/contract.md §2). */
export function readId(field: Field): string {
  if (typeof field.value === "number" && Number.isFinite(field.value)) return String(field.value);
  if (field.isAbsent || typeof field.value === "string") return field.text() ?? "";
  field.error(`Expected an id: a string or a number; got ${shapeOf(field.value)}.`);
  return "";
}

/** Reads each item, and reports an id that appears twice. */
export function readUnique<Item extends { readonly id: string }>(
  items: readonly Field[],
  read: (item: Field) => Item,
): Item[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const result = read(item);
    if (result.id !== "" && seen.has(result.id))
      (typeof item.value === "object" ? item.at("id") : item).error("This id is already in the list. Change one.");
    seen.add(result.id);
    return result;
  });
}
