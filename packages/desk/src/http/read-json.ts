import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.js";

/** The largest body that the API accepts, in bytes. An edited webhook request fits in. */
export const MAX_BODY_BYTES = 1_000_000;

/**
 * Reads the body of an API request: a JSON object.
 *
 * @throws HttpError 413, 415, 400
 */
export async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers["content-type"] ?? "";
  // A form on another page cannot send this type without a preflight request.
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new HttpError(415, "ERR_CONTENT_TYPE", "The content type must be application/json.");
  const value = parse(new TextDecoder().decode(await readBytes(request)));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new HttpError(400, "ERR_BODY", "The body must be a JSON object.");
}

function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    // Without `for await`: leaving that early closes the connection, and the error could not be sent.
    request.on("data", (chunk: Uint8Array) => {
      length += chunk.byteLength;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(new HttpError(413, "ERR_BODY_SIZE", `The body must be at most ${MAX_BODY_BYTES} bytes.`));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "ERR_BODY", "The body is not JSON.");
  }
}
