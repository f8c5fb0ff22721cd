import { invalidArgument } from "../json/check-argument.js";
import { RESPONSE_LIMIT_BYTES } from "../constants.js";
import { ProtocolError } from "../error.js";
import { findLargestPart } from "./largest-part.js";
import { findNotJson } from "../json/plain-json.js";
import type { WebhookResponse } from "./response.js";
import { isRecord, shapeOf } from "../json/shape.js";

const encoder = new TextEncoder();

/**
 * A response as the bytes that go over the wire: JSON in UTF-8, serialised once and measured as it is sent.
 *
 * @param response What a builder made, or the same form written by hand.
 * @param options `maxBytes`: the limit in UTF-8 bytes of the whole body. Default: `RESPONSE_LIMIT_BYTES` (100,000).
 * @throws `ERR_NOT_SERIALIZABLE` when it holds what JSON cannot carry; the message says where.
 * @throws `ERR_RESPONSE_TOO_LARGE` when it is over the limit; the message names the size, the limit and the largest part.
 * @throws `ERR_INVALID_OPTION` when `maxBytes` is not a whole number of at least 1.
 *
 * Source: contract §2 and §4.
 *
 * @example
 * ```ts
 * import { failure, serializeResponse } from "@ck/protocol";
 *
 * const bytes = serializeResponse(failure("Please try again later."));
 * bytes.byteLength; // → 37
 * ```
 */
export function serializeResponse(
  response: WebhookResponse,
  { maxBytes = RESPONSE_LIMIT_BYTES }: { maxBytes?: number | undefined } = {},
): Uint8Array {
  if (!Number.isInteger(maxBytes) || maxBytes < 1)
    throw invalidArgument(`maxBytes must be a whole number of at least 1; came ${shapeOf(maxBytes)}.`);
  const text = stringify(response);
  const bytes = encoder.encode(text);
  if (bytes.byteLength <= maxBytes) return bytes;
  const part = findLargestPart(text);
  throw new ProtocolError(
    "ERR_RESPONSE_TOO_LARGE",
    `The response is ${bytes.byteLength} bytes; the limit is ${maxBytes}. ` +
      `The largest part is \`${part.path}\` with ${part.bytes} bytes. Shorten it.`,
  );
}

function stringify(response: unknown): string {
  if (!isRecord(response))
    throw new ProtocolError("ERR_NOT_SERIALIZABLE", `The response must be an object; came ${shapeOf(response)}.`);
  // First, because JSON.stringify is silent about most of it: a function is left out, NaN becomes null, a Map {}.
  const fault = findNotJson(response);
  if (fault !== undefined)
    throw new ProtocolError("ERR_NOT_SERIALIZABLE", `The response holds ${fault}. Give plain data.`);
  try {
    return JSON.stringify(response);
  } catch (cause) {
    // Only what changes between two readings gets here.
    throw new ProtocolError("ERR_NOT_SERIALIZABLE", "The response could not be turned into JSON.", { cause });
  }
}
