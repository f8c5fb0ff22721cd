import type { FetchRequest } from "@ck/fetch";
import type { RequestMessage } from "./messages.js";

/** The number of pieces of a slow body. */
const PIECES = 20;

/** The request as `@ck/fetch` reads it. Not a `Request`: not every browser makes one whose body arrives slowly. */
export function toFetchRequest({ headers, body, manner, timeoutMs }: RequestMessage): FetchRequest {
  const all = new Headers();
  for (const [name, value] of headers) all.append(name, value);
  return {
    method: "POST",
    headers: all,
    body: toStream(body, manner, timeoutMs),
    arrayBuffer: () => new Response(toStream(body, manner, timeoutMs)).arrayBuffer(),
  };
}

function toStream(body: Uint8Array, manner: RequestMessage["manner"], timeoutMs: number): ReadableStream<Uint8Array> {
  const size = manner === undefined ? body.byteLength : Math.ceil(body.byteLength / PIECES);
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (manner === "slow" && at > 0) await new Promise((resolve) => setTimeout(resolve, (2 * timeoutMs) / PIECES));
      if (manner === "cut" && at >= body.byteLength / 2) {
        controller.error(new Error("The connection was cut."));
        return;
      }
      controller.enqueue(body.slice(at, (at += size)));
      if (at >= body.byteLength) controller.close();
    },
  });
}
