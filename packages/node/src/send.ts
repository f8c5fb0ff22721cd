import type { RawResponse } from "@ck/bot";
import { drain } from "./drain.js";
import type { NodeRequest, NodeResponse } from "./request.js";

/**
 * The headers to send an answer with, once the rest of the request's body is out of the way: those of the answer, its length in bytes, and the close of
 * a connection on which there is more to come, or came too much.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from "node:http";
 * import type { RawResponse } from "@ck/bot";
 * import { finishHeaders } from "@ck/node";
 *
 * const headers = (req: IncomingMessage, response: RawResponse): Promise<object> => finishHeaders(req, response);
 * ```
 */
export async function finishHeaders(
  req: NodeRequest,
  { status, headers, body }: RawResponse,
): Promise<Record<string, string>> {
  // A body that was too slow once is not waited for again.
  const all = status !== 408 && (await drain(req));
  // Who sends too much may do so again. HTTP/2 has no such header: there, one stream of many is ended.
  const close = (all && status !== 413) || req.httpVersionMajor > 1 ? {} : { connection: "close" };
  return { ...headers, ...close, "content-length": String(body.byteLength) };
}

/**
 * Sends an answer on Node's `http` or `http2`.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { send } from "@ck/node";
 *
 * createServer((req, res) => send(req, res, { status: 401, headers: {}, body: new Uint8Array(0) }));
 * ```
 */
export async function send(req: NodeRequest, res: NodeResponse, response: RawResponse): Promise<void> {
  const headers = await finishHeaders(req, response);
  if (res.destroyed || res.headersSent) return;
  res.writeHead(response.status, headers);
  res.end(response.body);
}
