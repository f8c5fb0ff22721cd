import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import { EmulatorError } from "../error.js";
import type { Limits } from "./exchange.js";

/** The platform's limits (contract §4), but for those that are given. @throws EmulatorError `ERR_INVALID_OPTION` */
export function readLimits(given: Partial<Limits> = {}): Limits {
  const { timeoutMs = RESPONSE_TIMEOUT_MS, maxBytes = RESPONSE_LIMIT_BYTES } = given;
  for (const [name, value, unit] of [
    ["timeoutMs", timeoutMs, "ms"],
    ["maxBytes", maxBytes, "bytes"],
  ] as const) {
    // A timer cannot be set for longer than 2^31 - 1 ms.
    if (value > 0 && value <= 2_147_483_647) continue;
    throw new EmulatorError("ERR_INVALID_OPTION", `limits.${name} must be a number of ${unit} above 0.`);
  }
  return { timeoutMs, maxBytes };
}

/** Said of a URL that has a name and a password in it, which would be shown and recorded with it. */
export const NO_PASSWORD: string =
  "A name and a password before the host cannot be sent. Leave them out: the signature says who calls.";

/**
 * The webhook's address.
 *
 * @throws EmulatorError `ERR_INVALID_OPTION` for what is no URL, one of another scheme than http and https, or one with a password
 */
export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    if (url.username === "" && url.password === "") return url;
    throw new EmulatorError("ERR_INVALID_OPTION", NO_PASSWORD);
  }
  throw new EmulatorError(
    "ERR_INVALID_OPTION",
    `The webhook's URL must begin with http:// or https://; it is ${url === undefined ? "no URL" : `one of the scheme ${url.protocol}`}.`,
  );
}
