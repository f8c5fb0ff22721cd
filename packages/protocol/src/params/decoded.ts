/**
 * What a decoder answers: a value, or a sentence that says what to give. The sentence can be shown to the user: it never
 * quotes what was given.
 *
 * @example
 * ```ts
 * import { decodeInteger, type Decoded } from "@ck/protocol";
 *
 * const days: Decoded<number> = decodeInteger("two", { min: 1 });
 * days; // → { ok: false, reason: "Please give a whole number of at least 1." }
 * ```
 */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/**
 * Whether a param has no value yet: absent, `null` or `""`.
 *
 * @param value The param, as it stands in `params`.
 *
 * Source: contract §1 "Params".
 *
 * @example
 * ```ts
 * import { isUnset } from "@ck/protocol";
 *
 * isUnset(""); // → true
 * isUnset(0); // → false
 * ```
 */
export function isUnset(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || value === "";
}

/** A value that was understood. */
export function decoded<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A sentence that says what to give. */
export function because(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** A property of what may be any object; nothing when it is not there, or cannot be read. */
export function readProperty(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  } catch {
    return undefined;
  }
}

/** The entries of a list; nothing when it is not a list, or cannot be read. */
export function readList(value: unknown): readonly unknown[] | undefined {
  try {
    return Array.isArray(value) ? [...(value as readonly unknown[])] : undefined;
  } catch {
    return undefined;
  }
}
