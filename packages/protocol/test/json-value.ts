import fc from "fast-check";

/** Any value of JSON but for the keys that a reader drops because they could change a prototype. */
export function jsonValue(constraints: fc.JsonSharedConstraints): fc.Arbitrary<unknown> {
  const hostile = new Set(["__proto__", "constructor"]);
  const drop = (key: string, child: unknown): unknown => (hostile.has(key) ? undefined : child);
  return fc.jsonValue(constraints).map((value): unknown => JSON.parse(JSON.stringify(value), drop));
}
