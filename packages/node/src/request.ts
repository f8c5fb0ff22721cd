import { BotError, type RawRequest } from "@ck/bot";
import type { NodeRequest, NodeResponse } from "./node-http.js";
import { readBytes } from "./read.js";

/** What an adapter knows about its framework. */
export interface NodeRequestOptions {
  /** Returns the raw bytes that the framework kept. Called only if a body parser ran first. A string counts as UTF-8. */
  readonly kept?: () => unknown;
  /** What the author should change if a body parser ran first and kept nothing. It ends the error's message. */
  readonly fix?: string;
}

/**
 * Turns a request of Node's `http` or `http2` module into the `RawRequest` that `receive` expects.
 *
 * If something read the body before, reading it rejects with BotError `ERR_BODY_CONSUMED`.
 *
 * @param req - the request, with its body unread
 * @param res - its response, which tells when the caller leaves
 * @param options - what the framework kept of the body, and what its users should change; see {@link NodeRequestOptions}
 * @returns the request for `receive`
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot, receive } from "@ck/bot";
 * import { send, toRawRequest } from "@ck/node";
 *
 * const answer = receive(createBot({ actions: {} }), { publicKey: false });
 * createServer(async (req, res) => send(req, res, await answer(toRawRequest(req, res))));
 * ```
 */
export function toRawRequest(
  req: NodeRequest,
  res: NodeResponse,
  { kept, fix = "Call the webhook before anything reads the request." }: NodeRequestOptions = {},
): RawRequest {
  return {
    method: req.method ?? "",
    header: (name) => headerValues(req.rawHeaders, name.toLowerCase()),
    onGone(listener) {
      // The caller may have left while a slow middleware was at work.
      if (isGone(req, res)) listener();
      else res.once("close", () => isGone(req, res) && listener());
    },
    async body(limits) {
      // With an encoding set, the stream gives text, and text is not what was signed.
      const isUntouched = !req.readableDidRead && !req.readableEnded && req.readableEncoding === null;
      if (isUntouched) return readBytes(req, limits);
      const bytes = kept?.();
      if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (typeof bytes === "string") return new TextEncoder().encode(bytes);
      throw new BotError(
        "ERR_BODY_CONSUMED",
        `The bytes that were signed are gone: something read the request, or set its encoding, before the webhook. ${fix}`,
      );
    },
  };
}

function isGone(req: NodeRequest, res: NodeResponse): boolean {
  // Not `writableFinished`: on an HTTP/2 stream it is also true after the caller cancelled it.
  return (isClosed(res) || (req.destroyed && !req.readableEnded)) && !res.writableEnded;
}

/** Whether nothing can be sent any more. The compatibility API of HTTP/2 shows it on the stream only. */
export function isClosed(res: NodeResponse): boolean {
  return "stream" in res ? res.stream.closed || res.stream.destroyed : res.closed || res.destroyed;
}

/** Reads the raw headers: elsewhere Node joins repeated headers into one value, and a repeated signature must be seen. */
function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const value = rawHeaders[i + 1];
    const raw = rawHeaders[i];
    if (value !== undefined && raw?.length === name.length && raw.toLowerCase() === name) values.push(value);
  }
  return values;
}
