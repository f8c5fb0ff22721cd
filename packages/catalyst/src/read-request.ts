import { BotError, type ReadBody } from "@ck/bot";

/**
 * Serializes a request that Catalyst has already parsed. There is no signature over its bytes, so new bytes do no harm:
 * the request goes through the usual pipeline with its limits, and shares nothing with the platform's object.
 */
export function toBody(request: unknown, responder: unknown): ReadBody {
  // Inside the promise, so that a throw becomes a rejection.
  return () => new Promise((resolve) => resolve(toBytes(request, responder)));
}

/** Whether it is a response of Node's `http` module: servers and Advanced I/O functions get one, integration functions never. */
export function isHttpResponse(responder: unknown): responder is { statusCode: number; end: () => void } {
  return hasMethod(responder, "writeHead") || hasMethod(responder, "setHeader");
}

/** Whether a value has a method of this name. */
export function hasMethod<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, (answer?: object) => void> {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[name] === "function";
}

function toBytes(request: unknown, responder: unknown): Uint8Array {
  if (isHttpResponse(responder)) {
    throw unknownEvent(
      "an HTTP request. integration(bot) checks no signatures, so anybody could call it: use webhook(bot, { publicKey }) in an Advanced I/O function, in AppSail and in any other server",
    );
  }
  if (!hasMethod(responder, "end")) {
    throw unknownEvent(
      "a response that has no end(). Export it from a function of the type integration, for ConvoKraft",
    );
  }
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw unknownEvent(
      `a request that is not an object but ${Array.isArray(request) ? "an array" : String(request === null ? null : typeof request)}`,
    );
  }
  try {
    // Without the project's tokens: they are for the vendor's SDK, and do not belong in a log of requests.
    return new TextEncoder().encode(JSON.stringify({ ...request, catalystHeaders: undefined }));
  } catch (cause) {
    throw unknownEvent("a request that is not JSON", { cause });
  }
}

function unknownEvent(what: string, options?: ErrorOptions): BotError {
  return new BotError("ERR_UNKNOWN_EVENT", `The integration function was called with ${what}.`, options);
}
