import {
  decodeBoolean,
  decodeDate,
  decodeDateTime,
  decodeDecimal,
  decodeEmail,
  decodeInteger,
  decodeRange,
  decodeText,
  decodeTime,
  decodeUser,
  type DateOptions as DateZone,
  type Range,
} from "@ck/protocol";
import { param, type Param, type ParamOptions } from "./param.js";

/** Options of number params. The bounds are inclusive. */
export interface NumberOptions extends ParamOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Options of date params. `timeZone` is the IANA zone in which a date without a zone is read. Default: UTC. */
export type DateOptions = ParamOptions & DateZone;

/**
 * A String param (docs/contract.md §1, the table of params).
 *
 * @example
 * ```ts
 * import { text } from "@ck/bot";
 *
 * text().decode("a rest"); // → { ok: true, value: "a rest" }
 * ```
 */
export function text(options: ParamOptions = {}): Param<string> {
  return param((value) => decodeText(value), options);
}

/**
 * An Email param.
 *
 * @example
 * ```ts
 * import { email } from "@ck/bot";
 *
 * email().decode("ada@example.com"); // → { ok: true, value: "ada@example.com" }
 * ```
 */
export function email(options: ParamOptions = {}): Param<string> {
  return param((value) => decodeEmail(value), options);
}

/**
 * An Integer param within inclusive bounds.
 *
 * @example
 * ```ts
 * import { integer } from "@ck/bot";
 *
 * integer({ min: 1 }).decode("3"); // → { ok: true, value: 3 }
 * ```
 */
export function integer(options: NumberOptions = {}): Param<number> {
  return param((value) => decodeInteger(value, options), options);
}

/**
 * A Decimal param within inclusive bounds. `precision` is the most digits after the point; the console allows up to 5.
 *
 * @example
 * ```ts
 * import { decimal } from "@ck/bot";
 *
 * decimal({ precision: 2 }).decode("1.25"); // → { ok: true, value: 1.25 }
 * ```
 */
export function decimal(options: NumberOptions & { readonly precision?: number } = {}): Param<number> {
  return param((value) => decodeDecimal(value, options), options);
}

/**
 * A Boolean param: true and false, 1 and 0, yes and no.
 *
 * @example
 * ```ts
 * import { boolean } from "@ck/bot";
 *
 * boolean().decode("yes"); // → { ok: true, value: true }
 * ```
 */
export function boolean(options: ParamOptions = {}): Param<boolean> {
  return param((value) => decodeBoolean(value), options);
}

/**
 * A Date param. Read in UTC unless a time zone is given.
 *
 * @example
 * ```ts
 * import { date } from "@ck/bot";
 *
 * date().decode("22-Nov-2026"); // → { ok: true, value: new Date("2026-11-22T00:00:00Z") }
 * ```
 */
export function date(options: DateOptions = {}): Param<Date> {
  return param((value) => decodeDate(value, options), options);
}

/**
 * A Date/Time param. A value without a zone is read in UTC unless a time zone is given.
 *
 * @example
 * ```ts
 * import { dateTime } from "@ck/bot";
 *
 * dateTime().decode("2026-11-22T10:30"); // → { ok: true, value: new Date("2026-11-22T10:30:00Z") }
 * ```
 */
export function dateTime(options: DateOptions = {}): Param<Date> {
  return param((value) => decodeDateTime(value, options), options);
}

/**
 * A Time param, as `HH:mm:ss`.
 *
 * @example
 * ```ts
 * import { time } from "@ck/bot";
 *
 * time().decode("9:05"); // → { ok: true, value: "09:05:00" }
 * ```
 */
export function time(options: ParamOptions = {}): Param<string> {
  return param((value) => decodeTime(value), options);
}

/**
 * A User param. Its shape is not documented (docs/contract.md §1): what came is passed on.
 *
 * @example
 * ```ts
 * import { user } from "@ck/bot";
 *
 * user().decode({ id: "7" }); // → { ok: true, value: { id: "7" } }
 * ```
 */
export function user(options: ParamOptions = {}): Param<string | Readonly<Record<string, unknown>>> {
  return param((value) => decodeUser(value), options);
}

/**
 * A range of another param: Integer range, Decimal range, Date range, Date/Time range, Time range.
 *
 * @example
 * ```ts
 * import { integer, range } from "@ck/bot";
 *
 * range(integer()).decode(["1", "7"]); // → { ok: true, value: { start: 1, end: 7 } }
 * ```
 */
export function range<T>(of: Param<T>, options: ParamOptions = {}): Param<Range<T>> {
  return param((value) => decodeRange(value, of.decode), options);
}

/**
 * A param that may be missing at `execute`. A value that is there is held to the declaration all the same.
 *
 * @example
 * ```ts
 * import { action, integer, optional } from "@ck/bot";
 *
 * action({
 *   params: { days: optional(integer()) },
 *   execute: ({ params }) => `Booked: ${params.days ?? 1} days.`, // params.days: number | undefined
 * });
 * ```
 */
export function optional<T>(of: Param<T>): Param<T | undefined> {
  return { ...of, optional: true };
}
