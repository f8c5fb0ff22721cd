import { bodyTooLarge, type BodyLimits } from "@ck/bot";
import type { NodeRequest } from "./request.js";

/** Room for the next pieces of a body; what a header claims about the length is not taken for more. */
const LEAST_BYTES = 16_384;

/**
 * Reads the bytes of a request, and stops at the limit, and when the caller is gone. Not at the abort of the signal: the answer that goes out then closes the
 * connection, or the stream.
 *
 * Listeners and not `for await`: leaving such a loop early destroys the socket, and with it the 413 that the caller is to get. One array that grows and not
 * a list of chunks: a million chunks of one byte would take hundreds of megabytes.
 */
export function readBytes(req: NodeRequest, { maxBytes }: Pick<BodyLimits, "maxBytes">): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers["content-length"]) > maxBytes) {
      reject(bodyTooLarge(maxBytes));
      return;
    }
    let bytes = new Uint8Array(0);
    let size = 0;

    const finish = (settle: () => void): void => {
      req.off("data", take).off("end", end).off("error", fail).off("close", gone);
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const take = (chunk: Uint8Array<ArrayBuffer>): void => {
      const needed = size + chunk.byteLength;
      if (needed > maxBytes) {
        fail(bodyTooLarge(maxBytes));
        return;
      }
      // Most bodies come in one piece, which need not be copied.
      if (size === 0) bytes = chunk;
      else {
        if (needed > bytes.byteLength) {
          const larger = new Uint8Array(Math.min(maxBytes, Math.max(needed, bytes.byteLength * 2, LEAST_BYTES)));
          larger.set(bytes.subarray(0, size));
          bytes = larger;
        }
        bytes.set(chunk, size);
      }
      size = needed;
    };
    const end = (): void => finish(() => resolve(bytes.subarray(0, size)));
    const gone = (): void =>
      fail(Object.assign(new Error("The caller hung up in the middle of the body."), { code: "ECONNRESET" }));

    req.on("data", take).on("end", end).on("error", fail).on("close", gone);
  });
}
