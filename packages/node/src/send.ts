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
 * @returns the headers, with names in lower case: at once if the whole body was read, as it is for nearly every answer
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
export function finishHeaders(
  req: NodeRequest,
  response: RawResponse,
): Record<string, string> | Promise<Record<string, string>> {
  // A body that was too slow once gets no more time.
  if (response.status === 408) return headersOf(req, response, false);
  return req.readableEnded ? headersOf(req, response, true) : drain(req).then((all) => headersOf(req, response, all));
}

function headersOf(req: NodeRequest, response: RawResponse, all: boolean): Record<string, string> {
  const isHttp2 = "stream" in req;
  if (!all && isHttp2) resetAfterAnswer(req);
  const sent: Record<string, string> = Object.assign({}, response.headers);
  // A caller that sent too much may do so again.
  if (!isHttp2 && (!all || response.status === 413 || isClosing(req))) sent["connection"] = "close";
  sent["content-length"] = String(lengthOf(response));
  return sent;
}

/** The length of an answer's body, in bytes. Its bytes are made only for an answer that has no text. */
function lengthOf(response: RawResponse): number {
  const { text } = response;
  return text === undefined ? response.body.byteLength : Buffer.byteLength(text);
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
  await sendNow(req, res, response);
}

/** Sends an answer like {@link send}, at once if nothing has to be discarded before. */
export function sendNow(req: NodeRequest, res: NodeResponse, response: RawResponse): Promise<void> | undefined {
  const headers = finishHeaders(req, response);
  if (headers instanceof Promise) return headers.then((made) => write(res, response, made));
  write(res, response, headers);
  return undefined;
}

function write(res: NodeResponse, response: RawResponse, headers: Record<string, string>): void {
  if (isClosed(res) || res.headersSent) return;
  res.writeHead(response.status, headers);
  // Text goes out in one piece with the headers, and bytes in two, which costs the system more than all our work.
  res.end(response.text ?? response.body);
}

/** RFC 9113 §8.1: the whole answer, then RST_STREAM with NO_ERROR. HTTP/2 forbids the `connection` header. */
function resetAfterAnswer(req: Http2ServerRequest): void {
  const { stream } = req;
  stream.once("finish", () => stream.close());
  // The bytes that a paused stream holds back count against the flow-control window of the whole session.
  req.resume();
}
