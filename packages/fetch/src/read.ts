import { BotError, bodyTooLarge, collectBody, hungUp, type BodyLimits } from "@ck/bot";

/**
 * Reads the bytes of a request's body.
 * @throws BotError `ERR_BODY_CONSUMED` where something read it before
 */
export function readBody(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  if (request.bodyUsed) throw consumed();
  const { headers } = request;
  const length = headers.get("content-length");
  if (Number(length) > limits.maxBytes) throw bodyTooLarge(limits.maxBytes);
  // A server that has taken in such a request holds its body to that length, and hands over the whole of it much sooner than a stream.
  const isFramed = length !== null && !headers.has("transfer-encoding") && !headers.has("content-encoding");
  if (isFramed) return readWhole(request);
  if (request.body?.locked) throw consumed();
  return request.body === null ? Promise.resolve(new Uint8Array(0)) : readStream(request.body, limits);
}

async function readWhole(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    throw request.bodyUsed ? hungUp(cause) : consumed();
  }
}

/**
 * Reads the bytes of a body, and stops at the limit, at the abort of the signal, and when the caller is gone.
 *
 * What is over the limit is left unread, and the stream is not cancelled: on Node that closes the connection, and with it goes the 413 that the caller is to get.
 */
async function readStream(body: ReadableStream<Uint8Array>, { maxBytes, signal }: BodyLimits): Promise<Uint8Array> {
  const reader = body.getReader();
  // Ends a read that waits. Letting go of the reader would too, but not in workerd, which throws.
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const collected = collectBody(maxBytes);
    for (;;) {
      const { done, value } = await next(reader, signal);
      if (done) return collected.bytes();
      collected.add(value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    reader.releaseLock();
  }
}

async function next(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
): ReturnType<typeof reader.read> {
  signal.throwIfAborted();
  let read;
  try {
    read = await reader.read();
    signal.throwIfAborted();
  } catch (cause) {
    signal.throwIfAborted();
    // Each runtime says it in its own way that a body ended before its end.
    throw hungUp(cause);
  }
  if (read.done || ArrayBuffer.isView(read.value)) return read;
  throw new BotError(
    "ERR_BODY_CONSUMED",
    `The body must be a stream of bytes, and gave a ${typeof read.value}. Hand the webhook the request as it came, not one whose body was decoded.`,
  );
}

function consumed(): BotError {
  return new BotError(
    "ERR_BODY_CONSUMED",
    "Something read the body of the request before the webhook. Hand the webhook a request that is unread: in Hono c.req.raw, before anything calls c.req.json(), text() or parseBody(); in Next.js the route handler's own request; elsewhere let who comes first read request.clone().",
  );
}
