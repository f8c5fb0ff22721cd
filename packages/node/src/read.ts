import { bodyTooLarge, collectBody, hungUp, type BodyLimits } from "@ck/bot";
import type { NodeRequest } from "./node-http.js";

/**
 * How long to wait for a reset once an HTTP/2 stream of undeclared length has ended, in ms. Callers that cancel a stream
 * end it first, Node's own client among them, and half of a body then looks like a whole one.
 */
const RESET_MS = 5;

/**
 * Reads the bytes of a request. Stops at the limit and when the caller is gone, but not when the signal is aborted: the
 * answer that goes out then closes the connection or the stream.
 *
 * It uses listeners, not `for await`: leaving such a loop early destroys the socket, and the 413 with it.
 */
export function readBytes(req: NodeRequest, limits: Pick<BodyLimits, "maxBytes" | "reserve">): Promise<Uint8Array> {
  const { maxBytes } = limits;
  return new Promise((resolve, reject) => {
    const length = req.headers["content-length"];
    if (Number(length) > maxBytes) {
      reject(bodyTooLarge(maxBytes));
      return;
    }
    const body = collectBody(limits);
    let received = 0;
    let isWhole = false;

    const fail = (error: Error): void => {
      req.off("data", take).off("end", end).off("error", fail).off("close", gone);
      reject(error);
    };
    const take = (chunk: Uint8Array): void => {
      try {
        body.add(chunk);
        received += chunk.byteLength;
      } catch (error) {
        fail(error as Error);
      }
    };
    // The listeners stay: after its end a request has only its "close" left, and removing them costs as much as reading.
    const whole = (): void => {
      isWhole = true;
      resolve(body.bytes());
    };
    const end = (): void => {
      if (!("stream" in req)) whole();
      // Node checks the length too, but may end the stream before it does.
      else if (length !== undefined) (received === Number(length) ? whole : gone)();
      // Once more through the event loop: after a busy spell the reset may still be unread.
      else setTimeout(setImmediate, RESET_MS, () => (req.stream.aborted ? gone() : whole()));
    };
    const gone = (): void => {
      if (!isWhole) fail(hungUp());
    };

    req.on("data", take).on("end", end).on("error", fail).on("close", gone);
  });
}
