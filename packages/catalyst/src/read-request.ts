import { BotError, type ReadBody } from "@ck/bot";

/**
 * The body of a request that Catalyst has parsed already. There is no signature that stands for bytes, so these are made anew, and the request takes the one
 * road: with its limits, and as plain data that shares nothing with the platform's object.
 */
export function toBody(request: unknown, responder: unknown): ReadBody {
  // A throw is a rejection, and so the caller's to handle in one place.
  return () => new Promise((resolve) => resolve(toBytes(request, responder)));
}

/** A response of Node's `http`: what an Advanced I/O function and a server are called with, and no integration function ever. */
export function isHttpResponse(responder: unknown): responder is { statusCode: number; end: () => void } {
  return hasMethod(responder, "writeHead") || hasMethod(responder, "setHeader");
}

/** Whether an answer can be handed back at all. */
export function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, (answer?: object) => void> {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[name] === "function";
}

function toBytes(request: unknown, responder: unknown): Uint8Array {
  if (isHttpResponse(responder)) {
    throw unknownEvent(
      "an HTTP request. integration(bot) checks no signature and would be an open door: use webhook(bot, { publicKey }) in an Advanced I/O function, in AppSail and in any server",
    );
  }
  if (!hasMethod(responder, "end")) {
    throw unknownEvent("no response that has end(). Export it from a function of the type integration, for ConvoKraft");
  }
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw unknownEvent(
      `a request that is ${Array.isArray(request) ? "an array" : String(request === null ? null : typeof request)}, and no object`,
    );
  }
  try {
    // Without the project's tokens: they are for the vendor's SDK, and not for a log of what the bot was asked.
    return new TextEncoder().encode(JSON.stringify({ ...request, catalystHeaders: undefined }));
  } catch (cause) {
    throw unknownEvent("a request that is no JSON", { cause });
  }
}

function unknownEvent(what: string, options?: ErrorOptions): BotError {
  return new BotError("ERR_UNKNOWN_EVENT", `The integration function was called with ${what}.`, options);
}
