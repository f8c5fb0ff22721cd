import { invalidArgument } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import { RESPONSE_LIMIT_BYTES } from "../constants.js";
import { ProtocolError } from "../error.js";
import { findLargestPart } from "./largest-part.js";
import { findNotJson } from "../json/plain-json.js";
import type { WebhookResponse } from "./response.js";
import { isRecord, shapeOf } from "../json/shape.js";
import { encodeUtf8, withoutLoneSurrogates } from "../json/utf8.js";

/**
 * Serialises a response to the bytes that go over the wire: JSON in UTF-8, within the limit. Half
 * a character (a lone surrogate) goes out as U+FFFD.
 *
 * Source: docs/contract.md §2 and §4.
 *
 * @param response - What a builder returned, or the same form written by hand.
 * @param options - `maxBytes`: the limit for the whole body. Default: `RESPONSE_LIMIT_BYTES` (100,000).
 * @throws {@link ProtocolError} `ERR_NOT_SERIALIZABLE`: when it holds something that JSON cannot carry; the message says where.
 * @throws {@link ProtocolError} `ERR_RESPONSE_TOO_LARGE`: when it is over the limit; the message names the largest part.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when `maxBytes` is not a whole number of at least 1.
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
  options: { maxBytes?: number | undefined } = {},
): Uint8Array {
  return encodeUtf8(textOf(response, options, "serializeResponse"));
}

/**
 * Serialises a response like {@link serializeResponse}, as text: for servers that send text, and encode it as UTF-8 themselves.
 *
 * @param response - What a builder returned, or the same form written by hand.
 * @param options - `maxBytes`: the limit for the whole body in UTF-8. Default: `RESPONSE_LIMIT_BYTES` (100,000).
 * @throws {@link ProtocolError} `ERR_NOT_SERIALIZABLE`, `ERR_RESPONSE_TOO_LARGE`, `ERR_INVALID_OPTION`: as {@link serializeResponse}.
 *
 * @example
 * ```ts
 * import { failure, stringifyResponse } from "@ck/protocol";
 *
 * stringifyResponse(failure("Please try again later.")); // → '{"message":"Please try again later."}'
 * ```
 */
export function stringifyResponse(response: WebhookResponse, options: { maxBytes?: number | undefined } = {}): string {
  return textOf(response, options, "stringifyResponse");
}

/** The most bytes that a UTF-16 code unit takes in UTF-8. */
const BYTES_PER_UNIT = 3;

function textOf(response: WebhookResponse, options: { maxBytes?: number | undefined }, caller: string): string {
  checkKnownKeys(options, ["maxBytes"], caller);
  const { maxBytes = RESPONSE_LIMIT_BYTES } = options;
  if (!Number.isInteger(maxBytes) || maxBytes < 1)
    throw invalidArgument(`maxBytes must be a whole number of at least 1; got ${shapeOf(maxBytes)}.`);
  const text = stringify(response);
  if (BYTES_PER_UNIT * text.length <= maxBytes) return text;
  const bytes = encodeUtf8(text);
  if (bytes.byteLength <= maxBytes) return text;
  const part = findLargestPart(text);
  throw new ProtocolError(
    "ERR_RESPONSE_TOO_LARGE",
    `The response is ${bytes.byteLength} bytes; the limit is ${maxBytes}. ` +
      `The largest part is \`${part.path}\` with ${part.bytes} bytes. Shorten it.`,
  );
}

function stringify(response: unknown): string {
  if (!isRecord(response))
    throw new ProtocolError("ERR_NOT_SERIALIZABLE", `The response must be an object; got ${shapeOf(response)}.`);
  // Before JSON.stringify, which is silent about most of it: it drops a function, and turns NaN into null and a Map into {}.
  const fault = findNotJson(response);
  if (fault !== undefined)
    throw new ProtocolError("ERR_NOT_SERIALIZABLE", `The response holds ${fault}. Give plain data.`);
  try {
    return withoutLoneSurrogates(JSON.stringify(response));
  } catch (cause) {
    // Only a value that changes between two reads gets here.
    throw new ProtocolError("ERR_NOT_SERIALIZABLE", "The response could not be turned into JSON.", { cause });
  }
}
