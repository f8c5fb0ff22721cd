import type { NodeRequest } from "./node-http.js";

/** How much of an unread body is discarded before the connection is given up. */
const DRAIN_BYTES = 8_000_000;
const DRAIN_MS = 1_000;

/**
 * Discards the rest of a request's body, within bounds. Gives `false` where there is still more: close the connection.
 *
 * If a server answers and closes while the caller is still sending, the caller's system drops the answer together with
 * the connection, and the caller never sees the 413.
 */
export function drain(req: NodeRequest): Promise<boolean> {
  // A test's mock need not be a stream.
  if (req.readableEnded || typeof req.resume !== "function") return Promise.resolve(true);
  if (req.complete) {
    req.resume();
    return Promise.resolve(true);
  }
  if (req.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    let size = 0;
    const finish = (all: boolean): void => {
      clearTimeout(timer);
      req.off("data", count).off("end", ended).off("error", stopped).off("close", stopped);
      if (!all) req.pause();
      resolve(all);
    };
    const count = (chunk: Uint8Array): void => {
      size += chunk.byteLength;
      if (size > DRAIN_BYTES) finish(false);
    };
    const ended = (): void => finish(true);
    const stopped = (): void => finish(false);
    const timer = setTimeout(stopped, DRAIN_MS);
    req.on("data", count).on("end", ended).on("error", stopped).on("close", stopped);
    req.resume();
  });
}
