import { checkNumbers } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import { because, decoded, type Decoded } from "./decoded.js";

/** The bounds of a whole number. Both are inclusive. */
export interface IntegerOptions {
  /** The least value that is accepted. Default: no bound but `Number.MIN_SAFE_INTEGER`. */
  readonly min?: number | undefined;
  /** The greatest value that is accepted. Default: no bound but `Number.MAX_SAFE_INTEGER`. */
  readonly max?: number | undefined;
}

/** The bounds of a number, inclusive, and how many digits it may have after the point. */
export interface DecimalOptions {
  /** The least value that is accepted. Default: no bound. */
  readonly min?: number | undefined;
  /** The greatest value that is accepted. Default: no bound. */
  readonly max?: number | undefined;
  /** The most digits after the point. Zeros at the end do not count. Default: no bound. */
  readonly precision?: number | undefined;
}

/**
 * Decodes an Integer param: a whole number, or its text. A number that JavaScript cannot hold exactly is refused.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 * @param options - `min`, `max`: inclusive bounds.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when an option is unknown or wrong; never because of `value`.
 *
 * @example
 * ```ts
 * import { decodeInteger } from "@ck/protocol";
 *
 * decodeInteger(" 3 "); // → { ok: true, value: 3 }
 * const wrong = decodeInteger("0", { min: 1 });
 * wrong.ok ? "" : wrong.reason; // → "Please give a whole number of at least 1."
 * wrong.ok ? {} : wrong.issue; // → { code: "invalidInteger", min: 1 }
 * ```
 */
export function decodeInteger(value: unknown, options: IntegerOptions = {}): Decoded<number> {
  checkKnownKeys(options, ["min", "max"], "decodeInteger");
  checkNumbers(options, ["min", "max"]);
  const number = readNumber(value);
  if (number?.digitsAfterPoint !== 0 || !within(number.value, options))
    return because({ code: "invalidInteger", ...bounds(options) });
  if (!Number.isSafeInteger(number.value)) {
    return because({ code: "invalidInteger", min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  }
  return decoded(number.value);
}

/**
 * Decodes a Decimal param: a finite number, or its text. It is never rounded.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 * @param options - `min`, `max`: inclusive bounds. `precision`: the most digits after the point.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when an option is unknown or wrong; never because of `value`.
 *
 * @example
 * ```ts
 * import { decodeDecimal } from "@ck/protocol";
 *
 * decodeDecimal("2.50"); // → { ok: true, value: 2.5 }
 * decodeDecimal(2.505, { precision: 2 }).ok; // → false
 * ```
 */
export function decodeDecimal(value: unknown, options: DecimalOptions = {}): Decoded<number> {
  checkKnownKeys(options, ["min", "max", "precision"], "decodeDecimal");
  checkNumbers(options, ["min", "max"]);
  checkNumbers(options, ["precision"]);
  const { precision = Infinity } = options;
  const number = readNumber(value);
  if (number === undefined || !within(number.value, options) || number.digitsAfterPoint > precision) {
    return because({
      code: "invalidDecimal",
      ...bounds(options),
      ...(precision !== Infinity && { precision }),
    });
  }
  return number.exact ? decoded(number.value) : because({ code: "tooManyDigits" });
}

interface ReadNumber {
  readonly value: number;
  /** Counted in the text, because the value may have been rounded to a whole number. */
  readonly digitsAfterPoint: number;
  /** Whether the value has the digits of the text, so that nothing was rounded. */
  readonly exact: boolean;
}

/** Longer than any finite number that a person or a program writes out. */
const MAX_NUMBER_LENGTH = 400;

function readNumber(value: unknown): ReadNumber | undefined {
  // A number as text follows the same grammar: 1e-7 has seven digits after the point.
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (text.length > MAX_NUMBER_LENGTH) return undefined;
  const match = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i.exec(text);
  const number = match ? Number(text) : NaN;
  if (match === null || !Number.isFinite(number)) return undefined;
  const fraction = withoutTrailingZeros(match[1] ?? match[2] ?? "");
  // -0 becomes 0: nobody means the difference.
  return {
    value: number + 0,
    digitsAfterPoint: Math.max(0, fraction.length - Number(match[3] ?? 0)),
    exact: significantDigits(text) === significantDigits(String(number)),
  };
}

/** The digits of a number from the first to the last that is not zero. */
function significantDigits(number: string): string {
  const [mantissa = ""] = number.split(/e/i);
  return withoutTrailingZeros(mantissa.replace(/[^\d]/g, "").replace(/^0+/, ""));
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

function within(value: number, { min = -Infinity, max = Infinity }: IntegerOptions): boolean {
  return value >= min && value <= max;
}

/** The bounds that are set. */
function bounds({ min, max }: IntegerOptions): { readonly min?: number; readonly max?: number } {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}
