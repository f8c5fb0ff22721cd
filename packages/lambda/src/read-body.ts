import { bodyTooLarge, BotError } from "@ck/bot";

/**
 * The bytes that the caller sent. A sender hands text over as a string and all else in Base64; which of the two a body is depends on its content type and on
 * the sender's settings. Base64 goes straight to bytes: as text it would lose what is no UTF-8.
 */
export function readBody(body: unknown, isBase64Encoded: unknown, maxBytes: number): Promise<Uint8Array> {
  // A throw is a rejection, and so the caller's to handle in one place.
  return new Promise((resolve) => resolve(toBytes(body, isBase64Encoded, maxBytes)));
}

function toBytes(body: unknown, isBase64Encoded: unknown, maxBytes: number): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body !== "string") {
    throw new BotError(
      "ERR_UNKNOWN_EVENT",
      `The event's body must be a string, as its sender made it, and is ${typeof body}. The signature stands for the bytes, not for what they were parsed to.`,
    );
  }
  // Before anything is made of it: four characters of Base64 are three bytes, and a character of text is one at least.
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
      "The event says that its body is Base64, and it is not. Hand the event over as its sender made it: nothing may decode the body and leave isBase64Encoded as it is.",
      { cause },
    );
  }
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
