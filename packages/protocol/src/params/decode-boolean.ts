import { because, decoded, type Decoded } from "./decoded.js";

/**
 * Decodes a Boolean param: true or false, 1 or 0, yes or no, as a value or as text in any case.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 *
 * @example
 * ```ts
 * import { decodeBoolean } from "@ck/protocol";
 *
 * decodeBoolean("Yes"); // → { ok: true, value: true }
 * decodeBoolean(0); // → { ok: true, value: false }
 * ```
 */
export function decodeBoolean(value: unknown): Decoded<boolean> {
  switch (typeof value === "string" ? value.trim().toLowerCase() : value) {
    case true:
    case 1:
    case "1":
    case "true":
    case "yes":
      return decoded(true);
    case false:
    case 0:
    case "0":
    case "false":
    case "no":
      return decoded(false);
    default:
      return because({ code: "invalidBoolean" });
  }
}
