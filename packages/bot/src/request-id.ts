import { BotError } from "./error.js";
import { shapeOf } from "./check/shape-of.js";
import { toHex } from "./hex.js";
import type { RawRequest } from "./wire/raw.js";

/** What may stand in a log line as it is: letters, digits and `._:/+=@-`, at most 128. */
const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/** The id of a request: from the trusted header, if that has a usable one, or a new one. */
export function requestIdOf(raw: RawRequest, header: string | undefined): string {
  const given = header === undefined ? undefined : raw.header(header);
  return typeof given === "string" && ACCEPTABLE.test(given) ? given : newRequestId();
}

function newRequestId(): string {
  // A page that was not loaded over TLS has only the second.
  const { randomUUID } = crypto as { readonly randomUUID?: () => string };
  return randomUUID === undefined ? toHex(crypto.getRandomValues(new Uint8Array(16))) : crypto.randomUUID();
}

/** @throws {@link BotError} `ERR_INVALID_OPTION` */
export function requireHeaderName(value: unknown): asserts value is string | undefined {
  if (value === undefined || (typeof value === "string" && /^[\w-]{1,100}$/.test(value))) return;
  throw new BotError(
    "ERR_INVALID_OPTION",
    `requestIdHeader must be the name of a header that your proxy sets, such as "x-request-id"; got ${shapeOf(value)}.`,
  );
}
