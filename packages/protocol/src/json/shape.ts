/** The shape of a value in words, never its content: it ends up in messages and logs. */
export function shapeOf(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "string":
      return value === "" ? "an empty string" : value.trim() === "" ? "a blank string" : "a string";
    case "number":
      return Number.isFinite(value) ? "a number" : "a number that is not finite";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "an array" : "an object";
    case "boolean":
    case "bigint":
    case "symbol":
    case "function":
      return `a ${typeof value}`;
  }
}

/** Whether a value is an object that is not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether a value is one of the spellings of "nothing": `""`, `{}`, `null` and absent (docs/contract.md §1, grade I), and an
 * empty list, because some serialisers print an empty map as one.
 */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

/** A path in words: `data.when.0`. Long keys are cut, so that a message stays a line. */
export function printPath(path: readonly (string | number)[]): string {
  return path.map((part) => (typeof part === "string" && part.length > 40 ? `${part.slice(0, 40)}…` : part)).join(".");
}
