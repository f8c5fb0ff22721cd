import { explain, type HeaderValue, type KeyRing, type VerifyOptions } from "@ck/signature";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";

/** Tells the author why a signature was refused, in the background. */
export type Explain = (body: Uint8Array, header: HeaderValue, keys: KeyRing) => void;

/** How many refusals of one receiver are explained outside production: enough for who sets it up, and a bound for who attacks it. */
export const EXPLAINED_FAILURES = 3;

/** How long one explanation may take, in ms. */
const EXPLAIN_MS = 500;

/** The largest body that is explained, in bytes: requests of the platform are far smaller, and each form of the body that is tried costs time. */
const EXPLAIN_BYTES = 65_536;

/** Explains the first `failures` refusals to `onError`. Nothing that it finds lets a request in. */
export function createExplain(failures: number, options: VerifyOptions, onError: OnError): Explain {
  let left = failures;
  return (body, header, keys) => {
    if (body.byteLength > EXPLAIN_BYTES || left-- <= 0) return;
    explain(body, header, keys, { ...options, maxMs: EXPLAIN_MS })
      .then(({ message }) => {
        onError(new BotError("ERR_SIGNATURE", `A request was refused with 401. ${message}`), {});
      })
      // What could not be explained is refused all the same, and the event says so.
      .catch(() => undefined);
  };
}
