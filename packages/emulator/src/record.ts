/** A JSON object. */
export type OpenRecord = Readonly<Record<string, unknown>>;

/** A JSON object: neither an array nor null. */
export function isRecord(value: unknown): value is OpenRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same object without one key. */
export function without(record: OpenRecord, key: string): OpenRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
