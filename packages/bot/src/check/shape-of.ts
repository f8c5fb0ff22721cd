/** What a value is, in words for a message: `a string`, `an array`, `a KeyObject`. Nothing of what it holds. */
export function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return withArticle(typeof value);
  try {
    if (Array.isArray(value)) return "an array";
    // What an object of the runtime calls itself, or else its class.
    const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
    const own = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
    const name = tag === "Object" && typeof own === "string" ? own : tag;
    return /^[A-Z]\w{1,40}$/.test(name) && name !== "Object" ? withArticle(name) : "an object";
  } catch {
    // A proxy may throw at every touch.
    return "an object";
  }
}

function withArticle(word: string): string {
  return `${/^[aeio]/i.test(word) ? "an" : "a"} ${word}`;
}
