import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

/** How to send a request. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sends chunks, without a length. */
  readonly chunked?: boolean;
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The size of the body, in bytes. */
  readonly bytes: number;
}

const CHUNK_BYTES = 1_000;

/** Sends one request with exactly these bytes. Not with `fetch`: it sets headers, and hides repeated ones. */
export async function send(url: string, body: string | Uint8Array, sent: Sent = {}): Promise<Answer> {
  const { method = "POST", headers = {}, chunked = false } = sent;
  const bytes = Buffer.from(body);
  const length = chunked ? {} : { "content-length": bytes.byteLength };
  const req = request(url, {
    method,
    headers: { "content-type": "application/json", ...length, ...headers },
    // A new connection: the server may close a kept one at the moment of its reuse.
    agent: false,
  });
  // The case checks the answer that came; an error after it does not matter.
  req.on("error", () => undefined);
  const answered = once(req, "response") as Promise<[IncomingMessage]>;
  if (chunked) for (let at = 0; at < bytes.length; at += CHUNK_BYTES) req.write(bytes.subarray(at, at + CHUNK_BYTES));
  req.end(chunked ? undefined : bytes);
  const [res] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of res) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  return { status: res.statusCode ?? 0, headers: res.headers, text: all.toString(), bytes: all.byteLength };
}
