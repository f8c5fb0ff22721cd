import { BotError, bodyTooLarge, collectBody, hungUp, type BodyLimits } from "@ck/bot";
import type { FetchRequest } from "./request.js";

/**
 * The largest body that is read whole, in bytes. A whole body arrives much faster than a stream, but nothing can cancel
 * it: on Deno the bytes of a slow sender stay in memory until it leaves, long after its 408.
 */
const WHOLE_BYTES = 16_384;

/**
 * Reads the bytes of a request's body.
 *
 * @throws {@link BotError} `ERR_BODY_CONSUMED`: something read it before
 */
export function readBody(request: FetchRequest, limits: BodyLimits): Promise<Uint8Array> {
  if (request.bodyUsed === true) throw consumed();
  const { headers } = request;
  const length = headers.get("content-length");
  if (Number(length) > limits.maxBytes) throw bodyTooLarge(limits.maxBytes);
  // The server holds such a body to its declared length.
  const isFramed =
    length !== null && headers.get("transfer-encoding") === null && headers.get("content-encoding") === null;
  if (isFramed && Number(length) <= WHOLE_BYTES) {
    limits.reserve?.(Number(length));
    return readWhole(request);
  }
  const { body } = request;
  if (body === null) return Promise.resolve(new Uint8Array(0));
  if (isStream(body)) {
    if (body.locked) throw consumed();
    return readStream(body, limits);
  }
  return isIterable(body) ? readPieces(body[Symbol.asyncIterator](), limits) : readWhole(request);
}

async function readWhole(request: FetchRequest): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    throw request.bodyUsed === true ? hungUp(cause) : consumed();
  }
}

/**
 * Reads the bytes of a body. Stops at the limit, when the signal is aborted, and when the caller is gone.
 *
 * What is over the limit stays unread, and the stream is not cancelled: on Node that would close the connection, and
 * the caller would never see the 413.
 */
async function readStream(body: ReadableStream<unknown>, limits: BodyLimits): Promise<Uint8Array> {
  const reader = body.getReader();
  const { signal } = limits;
  // Ends a pending read. Releasing the reader would do so too, but workerd throws then.
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await readPieces({ next: () => reader.read() }, limits);
  } finally {
    signal.removeEventListener("abort", stop);
    reader.releaseLock();
  }
}

/** What a reader and an iterator have in common. */
interface Pieces {
  readonly next: () => Promise<{ readonly done?: boolean; readonly value?: unknown }>;
}

async function readPieces(pieces: Pieces, limits: BodyLimits): Promise<Uint8Array> {
  const { signal } = limits;
  const collected = collectBody(limits);
  for (;;) {
    const { done, value } = await nextOf(pieces, signal);
    if (done === true) return collected.bytes();
    if (!isBytes(value)) {
      throw new BotError(
        "ERR_BODY_CONSUMED",
        `The body must be a stream of bytes; got a ${typeof value}. Hand the webhook the request as it came, not one whose body was decoded.`,
      );
    }
    collected.add(value);
  }
}

async function nextOf(pieces: Pieces, signal: AbortSignal): ReturnType<Pieces["next"]> {
  signal.throwIfAborted();
  try {
    const next = await pieces.next();
    signal.throwIfAborted();
    return next;
  } catch (cause) {
    signal.throwIfAborted();
    // Each runtime has its own error for a body that breaks off.
    throw hungUp(cause);
  }
}

function isStream(body: unknown): body is ReadableStream<unknown> {
  return typeof (body as Partial<ReadableStream> | undefined)?.getReader === "function";
}

/** node-fetch has a stream of Node's own. */
function isIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof (body as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator] === "function";
}

function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value);
}

function consumed(): BotError {
  return new BotError(
    "ERR_BODY_CONSUMED",
    "Something read the body of the request before the webhook. Hand the webhook the request unread: in Hono c.req.raw, before anything calls c.req.json(), text() or parseBody(); in Next.js the route handler's own request; elsewhere read request.clone() first.",
  );
}
