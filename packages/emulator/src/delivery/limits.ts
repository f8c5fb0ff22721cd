import { checkOptions } from "../check-options.js";
import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import { EmulatorError } from "../error.js";
import type { Limits } from "./exchange.js";

/**
 * The platform's limits (docs/contract.md §4), unless others are given.
 *
 * @throws EmulatorError `ERR_INVALID_OPTION`
 */
export function readLimits(given: Partial<Limits> = {}): Limits {
  checkOptions(given, { timeoutMs: true, maxBytes: true } satisfies Record<keyof Limits, true>, "limits");
  const { timeoutMs = RESPONSE_TIMEOUT_MS, maxBytes = RESPONSE_LIMIT_BYTES } = given;
  for (const [name, value, unit] of [
    ["timeoutMs", timeoutMs, "ms"],
    ["maxBytes", maxBytes, "bytes"],
  ] as const) {
    // A timer runs for at most 2^31 - 1 ms.
    if (value > 0 && value <= 2_147_483_647) continue;
    throw new EmulatorError("ERR_INVALID_OPTION", `limits.${name} must be a number of ${unit} above 0.`);
  }
  return { timeoutMs, maxBytes };
}

/** For a URL with a name and a password, which would be shown and recorded. */
export const NO_PASSWORD: string =
  "A user name and a password before the host are not sent. Remove them: the signature says who calls.";

/**
 * The address of a webhook.
 *
 * @throws EmulatorError `ERR_INVALID_OPTION`: not a URL, another scheme than http and https, or one with a password
 */
export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    if (url.username === "" && url.password === "") return url;
    throw new EmulatorError("ERR_INVALID_OPTION", NO_PASSWORD);
  }
  const found = url === undefined ? "it is not a URL" : `it has the scheme ${url.protocol}`;
  throw new EmulatorError("ERR_INVALID_OPTION", `The webhook's URL must start with http:// or https://; ${found}.`);
}
