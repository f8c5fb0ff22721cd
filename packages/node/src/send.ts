import type { Http2ServerRequest } from "node:http2";
import type { RawResponse } from "@ck/bot";
import { drain } from "./drain.js";
import { isClosing } from "./shutdown/closing.js";
import { isClosed } from "./gone.js";
import type { NodeRequest, NodeResponse } from "./node-http.js";

/**
 * Discards the rest of the request's body, and gives the headers to send the answer with.
 *
 * These are the answer's own headers, its length in bytes, and `connection: close` where the caller sent too much or is
 * still sending. On HTTP/2 only the stream is closed, after the answer.
 *
 * @param req - the request that is answered
 * @param response - the answer of `receive`
 * @returns the headers, with names in lower case
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot, receive } from "@ck/bot";
 * import { finishHeaders, toRawRequest } from "@ck/node";
 *
 * const answer = receive(createBot({ actions: {} }), { publicKey: false });
 * createServer(async (req, res) => {
 *   const response = await answer(toRawRequest(req, res));
 *   res.writeHead(response.status, await finishHeaders(req, response)).end(response.body);
 * });
 * ```
 */
export async function finishHeaders(req: NodeRequest, response: RawResponse): Promise<Record<string, string>> {
  // A body that was too slow once gets no more time.
  const all = response.status !== 408 && (isRead(req) || (await drain(req)));
  return headersOf(req, response, all);
}

/** Whether the whole body was read, as it is for nearly every answer. */
function isRead(req: NodeRequest): boolean {
  return req.readableEnded;
}

function headersOf(req: NodeRequest, { status, headers, body }: RawResponse, all: boolean): Record<string, string> {
  const isHttp2 = "stream" in req;
  if (!all && isHttp2) resetAfterAnswer(req);
  const sent: Record<string, string> = Object.assign({}, headers);
  // A caller that sent too much may do so again.
  if (!isHttp2 && (!all || status === 413 || isClosing(req))) sent["connection"] = "close";
  sent["content-length"] = String(body.byteLength);
  return sent;
}

/**
 * Sends an answer of `receive` with Node's `http` or `http2` module.
 *
 * @param req - the request that is answered
 * @param res - its response; nothing happens if the caller is gone or something else has answered
 * @param response - the answer
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
  const headers =
    response.status !== 408 && isRead(req) ? headersOf(req, response, true) : await finishHeaders(req, response);
  if (isClosed(res) || res.headersSent) return;
  res.writeHead(response.status, headers);
  res.end(inOnePiece(response.body));
}

/** The largest body, in bytes, that is worth being copied to save a piece. */
const ONE_PIECE_BYTES = 16_384;

/**
 * A short body as a string: Node sends it in one piece with the headers, and bytes in two, which costs the system more than all our work.
 *
 * @returns the bytes themselves if they are long, or no UTF-8
 */
export function inOnePiece(body: Uint8Array): string | Uint8Array {
  if (body.byteLength > ONE_PIECE_BYTES) return body;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return Buffer.byteLength(text) === body.byteLength ? text : body;
}

/** RFC 9113 §8.1: the whole answer, then RST_STREAM with NO_ERROR. HTTP/2 forbids the `connection` header. */
function resetAfterAnswer(req: Http2ServerRequest): void {
  const { stream } = req;
  stream.once("finish", () => stream.close());
  // The bytes that a paused stream holds back count against the flow-control window of the whole session.
  req.resume();
}
