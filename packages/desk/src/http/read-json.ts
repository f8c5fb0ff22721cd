import type { Context } from "hono";
import { HttpError } from "./http-error.js";

/** The largest body that the API accepts, in bytes. An edited webhook request fits in. */
const MAX_BODY_BYTES = 1_000_000;

/**
 * Reads the body of an API request: a JSON object.
 *
 * @throws HttpError 413, 415, 400
 */
export async function readJson(
  { req }: Context,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Readonly<Record<string, unknown>>> {
  // A form on another page cannot send this type without a preflight request.
  if (!/^application\/json\s*(;|$)/i.test(req.header("content-type") ?? ""))
    throw new HttpError(415, "ERR_CONTENT_TYPE", "The content type must be application/json.");
  const value = parse(await readText(req.raw.body, maxBytes));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new HttpError(400, "ERR_BODY", "The body must be a JSON object.");
}

/** Not by Hono's `bodyLimit`: that copies the request, which the one of `@hono/node-server` does not stand. */
async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  let length = 0;
  let text = "";
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > maxBytes) throw new HttpError(413, "ERR_BODY_SIZE", `The body must be at most ${maxBytes} bytes.`);
    text += decoder.decode(value, { stream: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "ERR_BODY", "The body is not JSON.");
  }
}
