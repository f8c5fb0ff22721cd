import fc from "fast-check";

/**
 * Any value of JSON that a reader returns as it is: without the keys that could change a prototype, and without integers that
 * a number cannot hold exactly.
 */
export function jsonValue(constraints: fc.JsonSharedConstraints): fc.Arbitrary<unknown> {
  const hostile = new Set(["__proto__", "constructor"]);
  const replace = (key: string, child: unknown): unknown => {
    if (hostile.has(key)) return undefined;
    return Number.isInteger(child) && !Number.isSafeInteger(child) ? 0 : child;
  };
  return fc.jsonValue(constraints).map((value): unknown => JSON.parse(JSON.stringify(value), replace));
}
