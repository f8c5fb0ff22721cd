import { BotError } from "./error.js";

/**
 * Checks a number among the options, for authors of adapters, stores and queues.
 *
 * @param name - the option's name, for the message
 * @param value - what was passed
 * @param bounds - the unit for the message, and the smallest and largest value
 * @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a number within the bounds
 *
 * @example
 * ```ts
 * import { requireNumber } from "@ck/bot";
 *
 * requireNumber("timeoutMs", 250, { unit: "ms", least: 1, most: 60_000 });
 * ```
 */
export function requireNumber(
  name: string,
  value: unknown,
  { unit, least, most = Infinity }: { readonly unit: string; readonly least: number; readonly most?: number },
): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  const found = typeof value === "number" ? String(value) : `a ${typeof value}`;
  throw new BotError("ERR_INVALID_OPTION", `${name} must be a number of ${unit} ${bounds}, and is ${found}.`);
}
