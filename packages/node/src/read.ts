import { bodyTooLarge, collectBody, hungUp, type BodyLimits } from "@ck/bot";
import type { NodeRequest } from "./node-http.js";

/**
 * Reads the bytes of a request. Stops at the limit and when the caller is gone, but not when the signal is aborted: the
 * answer that goes out then closes the connection or the stream.
 *
 * It uses listeners, not `for await`: leaving such a loop early destroys the socket, and the 413 with it.
 */
export function readBytes(req: NodeRequest, { maxBytes }: Pick<BodyLimits, "maxBytes">): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers["content-length"]) > maxBytes) {
      reject(bodyTooLarge(maxBytes));
      return;
    }
    const body = collectBody(maxBytes);

    const finish = (settle: () => void): void => {
      req.off("data", take).off("end", end).off("error", fail).off("close", gone);
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const take = (chunk: Uint8Array): void => {
      try {
        body.add(chunk);
      } catch (error) {
        fail(error as Error);
      }
    };
    const end = (): void => finish(() => resolve(body.bytes()));
    const gone = (): void => fail(hungUp());

    req.on("data", take).on("end", end).on("error", fail).on("close", gone);
  });
}
