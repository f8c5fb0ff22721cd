import type { Http2ServerRequest } from "node:http2";
import type { RawResponse } from "@ck/bot";
import { drain } from "./drain.js";
import { isClosed } from "./request.js";
import type { NodeRequest, NodeResponse } from "./node-http.js";

/**
 * The headers to send an answer with, once the rest of the request's body is out of the way: those of the answer, its length in bytes, and the close of
 * a connection on which there is more to come, or came too much. With HTTP/2 it is the one stream that is closed, once the answer is out.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from "node:http";
 * import type { Http2ServerRequest } from "node:http2";
import type { RawResponse } from "@ck/bot";
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
  const isHttp2 = "stream" in req;
  if (!all && isHttp2) resetAfterAnswer(req);
  const sent: Record<string, string> = Object.assign({}, headers);
  // Who sends too much may do so again.
  if (!isHttp2 && (!all || status === 413)) sent["connection"] = "close";
  sent["content-length"] = String(body.byteLength);
  return sent;
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
  if (isClosed(res) || res.headersSent) return;
  res.writeHead(response.status, headers);
  res.end(response.body);
}

/** As RFC 9113 §8.1 says: the whole answer, then RST_STREAM with NO_ERROR. The `connection` header is forbidden there. */
function resetAfterAnswer(req: Http2ServerRequest): void {
  const { stream } = req;
  stream.once("finish", () => stream.close());
  // What a paused stream holds back would be missing from the window of the whole session.
  req.resume();
}
