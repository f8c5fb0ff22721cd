import type { Field } from "./field.js";
import { shapeOf } from "./shape.js";

/** The id of an option or a button: ids go over the wire as texts (contract §2). */
export function readId(field: Field): string {
  if (typeof field.value === "number" && Number.isFinite(field.value)) return String(field.value);
  if (field.isAbsent || typeof field.value === "string") return field.text() ?? "";
  field.error(`Expected an id as a text or a number; came ${shapeOf(field.value)}.`);
  return "";
}

/** Reads each item, and says so where an id comes again. */
export function readUnique<Item extends { readonly id: string }>(
  items: readonly Field[],
  read: (item: Field) => Item,
): Item[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const result = read(item);
    if (result.id !== "" && seen.has(result.id))
      (typeof item.value === "object" ? item.at("id") : item).error("This id stands in the list already. Change one.");
    seen.add(result.id);
    return result;
  });
}
