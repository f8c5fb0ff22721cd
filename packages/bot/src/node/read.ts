import type { IncomingMessage } from "node:http";
import { bodyTooLarge, type BodyLimits } from "../raw.js";

/**
 * Reads the bytes of a request, and stops at the limit, at the abort of the signal, and when the caller is gone.
 *
 * Listeners and not `for await`: leaving such a loop early destroys the socket, and with it the 413 that the caller is to get.
 */
export function readBytes(req: IncomingMessage, { maxBytes, signal }: BodyLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers["content-length"]) > maxBytes) {
      reject(bodyTooLarge(maxBytes));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;

    const finish = (settle: () => void): void => {
      req.off("data", take).off("end", end).off("error", fail).off("close", gone);
      signal.removeEventListener("abort", abort);
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const take = (chunk: Buffer): void => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size > maxBytes) fail(bodyTooLarge(maxBytes));
    };
    const end = (): void => finish(() => resolve(Buffer.concat(chunks, size)));
    const gone = (): void => fail(new Error("The caller closed the connection in the middle of the body."));
    const abort = (): void => fail(signal.reason as Error);

    signal.addEventListener("abort", abort, { once: true });
    req.on("data", take).on("end", end).on("error", fail).on("close", gone);
    if (signal.aborted) abort();
  });
}
