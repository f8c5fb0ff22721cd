import { bodyTooLarge, BotError } from "@ck/bot";
import { shapeOf } from "./shape-of.js";

/**
 * Gives the bytes that the caller sent. AWS hands a body over as text or as Base64, depending on its content type and on
 * settings. Base64 is decoded straight to bytes: as text it would lose whatever is not UTF-8.
 */
export function readBody(body: unknown, isBase64Encoded: unknown, maxBytes: number): Promise<Uint8Array> {
  // Inside the promise, so that a throw becomes a rejection.
  return new Promise((resolve) => resolve(toBytes(body, isBase64Encoded, maxBytes)));
}

function toBytes(body: unknown, isBase64Encoded: unknown, maxBytes: number): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body !== "string") {
    throw new BotError(
      "ERR_UNKNOWN_EVENT",
      `The event's body must be a string; got ${shapeOf(body)}. Hand the event over as AWS made it: the signature covers the bytes of the body, so no middleware may parse it.`,
    );
  }
  // Before decoding anything: four characters of Base64 are three bytes, and a character of text is at least one.
  const least = isBase64Encoded === true ? Math.floor((body.length * 3) / 4) - 2 : body.length;
  if (least > maxBytes) throw bodyTooLarge(maxBytes);
  return isBase64Encoded === true ? fromBase64(body) : new TextEncoder().encode(body);
}

function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new BotError(
      "ERR_UNKNOWN_EVENT",
      "The event's body must be Base64, because isBase64Encoded is true; got other text. Hand the event over as AWS made it: no middleware may decode the body.",
      { cause },
    );
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
