import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Reception } from "./reception.js";

/** A request with a method other than POST. */
export interface MethodProbe {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

/** Sends it and looks only at the status. Never rejects. */
export function sendMethod({ method, url, headers, body, timeoutMs }: MethodProbe): Promise<Reception> {
  return new Promise((resolve) => {
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const lines = { "content-type": "application/json", "content-length": String(body.byteLength), ...headers };
    const request = send(url, { method, agent: false, headers: lines });
    const timer = setTimeout(() => end({ kind: "silent" }), timeoutMs);
    const end = (reception: Reception): void => {
      clearTimeout(timer);
      resolve(reception);
      request.destroy();
    };
    request.on("error", () => end({ kind: "hung-up" }));
    request.on("response", ({ statusCode: status = 0 }) =>
      end({ kind: status >= 500 ? "errored" : status >= 400 ? "rejected" : "accepted", status }),
    );
    request.end(body);
  });
}
