import { BotError } from "../error.js";
import { shapeOf } from "./shape-of.js";

/** What a numeric option may be. */
export interface NumberBounds {
  /** What the number counts: `ms`, `bytes`. */
  readonly unit: string;
  readonly least: number;
  /** Default: no upper bound. */
  readonly most?: number;
}

/**
 * Checks an option that must be a number, in the words that all options are checked in. For packages that build on this one.
 *
 * @param name - the option's name
 * @param value - what was given
 * @param bounds - what it may be
 * @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a number within the bounds
 * @example
 * ```ts
 * import { requireNumber } from "@ck/bot";
 *
 * requireNumber("concurrency", 10, { unit: "jobs", least: 1, most: 1000 });
 * ```
 */
export function requireNumber(name: string, value: unknown, { unit, least, most = Infinity }: NumberBounds): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  const found = typeof value === "number" ? String(value) : shapeOf(value);
  throw new BotError("ERR_INVALID_OPTION", `${name} must be a number of ${unit} ${bounds}; got ${found}.`);
}

/** @throws {@link BotError} `ERR_INVALID_OPTION`: it is given, and is not a function */
export function requireHook(name: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new BotError("ERR_INVALID_OPTION", `${name} must be a function; got ${shapeOf(value)}.`);
}
