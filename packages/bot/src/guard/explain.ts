import { explain, type HeaderValue, type KeyRing, type VerifyOptions } from "@ck/signature";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";

/** Tells the author why a signature was rejected, in the background. */
export type Explain = (body: Uint8Array, header: HeaderValue, keys: KeyRing) => void;

/** How many rejections of one receiver are explained outside production: enough to set it up, and too few to attack it with. */
export const EXPLAINED_FAILURES = 3;

/** How long one explanation may take, in ms. */
const EXPLAIN_MS = 500;

/** The largest body that is explained, in bytes: the platform's requests are far smaller, and each variant of the body costs time. */
const EXPLAIN_BYTES = 65_536;

/** Explains the first `failures` rejections to `onError`. Whatever it finds, the request stays rejected. */
export function createExplain(failures: number, options: VerifyOptions, onError: OnError): Explain {
  let left = failures;
  return (body, header, keys) => {
    if (body.byteLength > EXPLAIN_BYTES || left-- <= 0) return;
    explain(body, header, keys, { ...options, maxMs: EXPLAIN_MS })
      .then(({ message }) => {
        onError(new BotError("ERR_SIGNATURE", `A request was rejected with 401. ${message}`), {});
      })
      // A rejection that cannot be explained is still in the events.
      .catch(() => undefined);
  };
}
