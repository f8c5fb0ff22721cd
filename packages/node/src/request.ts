import { BotError, type RawRequest } from "@ck/bot";
import type { NodeRequest, NodeResponse } from "./node-http.js";
import { readBytes } from "./read.js";

/**
 * What an adapter knows of its framework.
 *
 * @example
 * ```ts
 * import type { NodeRequestOptions } from "@ck/node";
 *
 * const options: NodeRequestOptions = { mend: "Mount the webhook before the body parser." };
 * ```
 */
export interface NodeRequestOptions {
  /** The raw bytes that the framework kept when a body parser ran first; asked for only then. A string is taken as UTF-8. */
  readonly kept?: () => unknown;
  /** The line to change, where a body parser ran first and kept nothing: it goes into the error that the author gets. */
  readonly fix?: string;
}

/**
 * A request of Node's `http` or `http2` module, as `receive` takes it. Its body is rejected with BotError `ERR_BODY_CONSUMED` where something read it before.
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
  { kept, fix: mend = "Hand the request over before anything reads it." }: NodeRequestOptions = {},
): RawRequest {
  return {
    method: req.method ?? "",
    header: (name) => headerValues(req.rawHeaders, name.toLowerCase()),
    onGone(listener) {
      // A slow middleware may have been at work while the caller left.
      if (isGone(req, res)) listener();
      else res.once("close", () => isGone(req, res) && listener());
    },
    async body(limits) {
      // With an encoding set the stream gives text, which is not what was signed.
      const isUntouched = !req.readableDidRead && !req.readableEnded && req.readableEncoding === null;
      if (isUntouched) return readBytes(req, limits);
      const bytes = kept?.();
      if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (typeof bytes === "string") return new TextEncoder().encode(bytes);
      throw new BotError(
        "ERR_BODY_CONSUMED",
        `A body parser read the request before the webhook, or set its encoding, and kept no bytes to check the signature on. ${mend}`,
      );
    },
  };
}

function isGone(req: NodeRequest, res: NodeResponse): boolean {
  // Not `writableFinished`: that of a stream of HTTP/2 is true also after the caller cancelled it.
  return (isClosed(res) || (req.destroyed && !req.readableEnded)) && !res.writableEnded;
}

/** Whether nothing can be sent any more. The compatibility API of HTTP/2 tells it of the stream alone. */
export function isClosed(res: NodeResponse): boolean {
  return "stream" in res ? res.stream.closed || res.stream.destroyed : res.closed || res.destroyed;
}

/** From the raw headers: Node joins what came twice into one value elsewhere, and a signature that came twice must be seen. */
function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const value = rawHeaders[i + 1];
    const raw = rawHeaders[i];
    if (value !== undefined && raw?.length === name.length && raw.toLowerCase() === name) values.push(value);
  }
  return values;
}
