import { BotError, bodyTooLarge, collectBody, hungUp, type BodyLimits } from "@ck/bot";

/**
 * Reads the bytes of a request's body.
 *
 * @throws {@link BotError} `ERR_BODY_CONSUMED`: something read it before
 */
export function readBody(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  if (request.bodyUsed) throw consumed();
  const { headers } = request;
  const length = headers.get("content-length");
  if (Number(length) > limits.maxBytes) throw bodyTooLarge(limits.maxBytes);
  // The server holds such a body to its declared length, and hands it over whole much faster than as a stream.
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
 * Reads the bytes of a body. Stops at the limit, when the signal is aborted, and when the caller is gone.
 *
 * What is over the limit stays unread, and the stream is not cancelled: on Node that would close the connection, and
 * the caller would never see the 413.
 */
async function readStream(body: ReadableStream<Uint8Array>, { maxBytes, signal }: BodyLimits): Promise<Uint8Array> {
  const reader = body.getReader();
  // Ends a pending read. Releasing the reader would do so too, but workerd throws then.
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
    // Each runtime has its own error for a body that breaks off.
    throw hungUp(cause);
  }
  if (read.done || ArrayBuffer.isView(read.value)) return read;
  throw new BotError(
    "ERR_BODY_CONSUMED",
    `The body must be a stream of bytes; got a ${typeof read.value}. Hand the webhook the request as it came, not one whose body was decoded.`,
  );
}

function consumed(): BotError {
  return new BotError(
    "ERR_BODY_CONSUMED",
    "Something read the body of the request before the webhook. Hand the webhook the request unread: in Hono c.req.raw, before anything calls c.req.json(), text() or parseBody(); in Next.js the route handler's own request; elsewhere read request.clone() first.",
  );
}
