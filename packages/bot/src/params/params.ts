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
  PARAM_TYPES,
  type DateOptions as DateZone,
  type ParamType,
  type Range,
  type TextOptions as TextBounds,
} from "@ck/protocol";
import { param, requireParam, type Param, type ParamOptions } from "./param.js";

/** Options of text params: `minLength`, `maxLength` and `pattern`. */
export type TextOptions = ParamOptions & TextBounds;

/** Options of number params. */
export interface NumberOptions extends ParamOptions {
  /** The least value. Default: no bound. */
  readonly min?: number | undefined;
  /** The greatest value. Default: no bound. */
  readonly max?: number | undefined;
}

/** Options of decimal params. */
export interface DecimalOptions extends NumberOptions {
  /** The most digits after the point; the console allows up to 5. Default: no bound. */
  readonly precision?: number | undefined;
}

/** Options of date params: `timeZone` is the zone of a date that carries none. Default: UTC. */
export type DateOptions = ParamOptions & DateZone;

/**
 * A String param.
 *
 * @param options - `minLength`, `maxLength`: in characters; `pattern`: a regular expression; `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @throws {@link BotError} `ERR_INVALID_OPTION`: an option is unknown or wrong, as for all params
 * @example
 * ```ts
 * import { text } from "@ck/bot";
 *
 * const order = text({ pattern: /^\d{6}$/, invalid: "An order number has six digits." });
 * order.decode("204117"); // → { ok: true, value: "204117" }
 * ```
 */
export function text(options: TextOptions = {}): Param<string> {
  const { minLength, maxLength, pattern } = options;
  return param({
    owner: "text",
    type: "string",
    options,
    known: ["minLength", "maxLength", "pattern"],
    decode: (value) => decodeText(value, { minLength, maxLength, pattern }),
  });
}

/**
 * An Email param.
 *
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { email } from "@ck/bot";
 *
 * email().decode("ada@example.com"); // → { ok: true, value: "ada@example.com" }
 * ```
 */
export function email(options: ParamOptions = {}): Param<string> {
  return param({ owner: "email", type: "email", options, decode: (value) => decodeEmail(value) });
}

/**
 * An Integer param.
 *
 * @param options - `min`, `max`: inclusive bounds; `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { integer } from "@ck/bot";
 *
 * integer({ min: 1 }).decode("3"); // → { ok: true, value: 3 }
 * ```
 */
export function integer(options: NumberOptions = {}): Param<number> {
  const { min, max } = options;
  return param({
    owner: "integer",
    type: "integer",
    options,
    known: ["min", "max"],
    decode: (value) => decodeInteger(value, { min, max }),
  });
}

/**
 * A Decimal param.
 *
 * @param options - `min`, `max`: inclusive bounds; `precision`: the most digits after the point; `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { decimal } from "@ck/bot";
 *
 * decimal({ precision: 2 }).decode("1.25"); // → { ok: true, value: 1.25 }
 * ```
 */
export function decimal(options: DecimalOptions = {}): Param<number> {
  const { min, max, precision } = options;
  return param({
    owner: "decimal",
    type: "decimal",
    options,
    known: ["min", "max", "precision"],
    decode: (value) => decodeDecimal(value, { min, max, precision }),
  });
}

/**
 * A Boolean param: true and false, 1 and 0, yes and no.
 *
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { boolean } from "@ck/bot";
 *
 * boolean().decode("yes"); // → { ok: true, value: true }
 * ```
 */
export function boolean(options: ParamOptions = {}): Param<boolean> {
  return param({ owner: "boolean", type: "boolean", options, decode: (value) => decodeBoolean(value) });
}

/**
 * A Date param.
 *
 * @param options - `timeZone`: the zone of a date that carries none, by default UTC; `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { date } from "@ck/bot";
 *
 * date().decode("22-Nov-2026"); // → { ok: true, value: new Date("2026-11-22T00:00:00Z") }
 * ```
 */
export function date(options: DateOptions = {}): Param<Date> {
  const { timeZone } = options;
  return param({
    owner: "date",
    type: "date",
    options,
    known: ["timeZone"],
    decode: (value) => decodeDate(value, { timeZone }),
  });
}

/**
 * A Date/Time param.
 *
 * @param options - `timeZone`: the zone of a value that carries none, by default UTC; `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { dateTime } from "@ck/bot";
 *
 * dateTime().decode("2026-11-22T10:30"); // → { ok: true, value: new Date("2026-11-22T10:30:00Z") }
 * ```
 */
export function dateTime(options: DateOptions = {}): Param<Date> {
  const { timeZone } = options;
  return param({
    owner: "dateTime",
    type: "date-time",
    options,
    known: ["timeZone"],
    decode: (value) => decodeDateTime(value, { timeZone }),
  });
}

/**
 * A Time param, as `HH:mm:ss`.
 *
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { time } from "@ck/bot";
 *
 * time().decode("9:05"); // → { ok: true, value: "09:05:00" }
 * ```
 */
export function time(options: ParamOptions = {}): Param<string> {
  return param({ owner: "time", type: "time", options, decode: (value) => decodeTime(value) });
}

/**
 * A User param. The shape of its value is not documented (docs/contract.md §1, grade ?), so it is passed on unchanged.
 *
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { user } from "@ck/bot";
 *
 * user().decode({ id: "7" }); // → { ok: true, value: { id: "7" } }
 * ```
 */
export function user(options: ParamOptions = {}): Param<string | Readonly<Record<string, unknown>>> {
  return param({ owner: "user", type: "user", options, decode: (value) => decodeUser(value) });
}

/**
 * A range of another param: Integer range, Decimal range, Date range, Date/Time range, Time range.
 *
 * @param of - the param of both ends
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @example
 * ```ts
 * import { integer, range } from "@ck/bot";
 *
 * range(integer()).decode(["1", "7"]); // → { ok: true, value: { start: 1, end: 7 } }
 * ```
 */
export function range<T>(of: Param<T>, options: ParamOptions = {}): Param<Range<T>> {
  requireParam("range", of);
  return param({ owner: "range", type: rangeOf(of.type), options, decode: (value) => decodeRange(value, of.decode) });
}

/** The console has ranges of some types; of any other, the visitor types both ends. */
function rangeOf(type: ParamType = "string"): ParamType {
  return PARAM_TYPES.find((each) => each === `${type}-range`) ?? "string";
}

/**
 * A param that may be missing at `execute`. A value that is there must still fit the declaration.
 *
 * @param of - the param
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
  requireParam("optional", of);
  return { ...of, optional: true };
}
