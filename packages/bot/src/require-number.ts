import { BotError } from "./error.js";

/** @throws BotError `ERR_INVALID_OPTION` for what is no number within the bounds */
export function requireNumber(
  name: string,
  value: unknown,
  { unit, least, most = Infinity }: { unit: string; least: number; most?: number },
): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  const came = typeof value === "number" ? String(value) : `a ${typeof value}`;
  throw new BotError("ERR_INVALID_OPTION", `${name} must be a number of ${unit} ${bounds}, and is ${came}.`);
}
