/**
 * Names the type of a value for a message: what it is, never what it contains.
 *
 * @returns for example `undefined`, `a string`, `an array`, `a KeyObject`, `a plain object`
 */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== "object") return withArticle(typeof value);
  if (Array.isArray(value)) return "an array";
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag === "Promise") return "a promise (is an `await` missing?)";
  // Most classes have no tag of their own.
  const name = tag === "Object" ? (value.constructor as { readonly name?: unknown } | undefined)?.name : tag;
  return typeof name === "string" && /^\w{1,40}$/.test(name) && name !== "Object"
    ? withArticle(name)
    : "a plain object";
}

function withArticle(name: string): string {
  return `${/^[aeioAEIO]/.test(name) ? "an" : "a"} ${name}`;
}
