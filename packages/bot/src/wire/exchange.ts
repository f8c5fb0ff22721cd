import { SIGNATURE_HEADER } from "@ck/protocol";
import type { RawRequest, RawResponse, RequestHead } from "./raw.js";
import type { WaitUntil } from "./wait-until.js";

/** One request and its answer, to the byte. */
export interface ReceivedExchange {
  /** When the request arrived: ISO 8601, UTC. */
  readonly at: string;
  /** From then until the answer was ready, in ms. */
  readonly ms: number;
  readonly request: RequestHead & {
    readonly method: string;
    /** The exact bytes. Absent if they were not read: what is refused by its header is not. */
    readonly body?: Uint8Array;
  };
  /** Status 499 went nowhere: the caller had hung up. */
  readonly response: RawResponse;
}

/**
 * Called with each exchange after its answer is out. Whatever it throws is ignored; `waitUntil` gets the promise that it
 * returns. Do not change the bytes.
 *
 * @example
 * ```ts
 * import type { OnExchange } from "@ck/bot";
 *
 * const onExchange: OnExchange = ({ request, response, ms }) =>
 *   console.log(request.body?.byteLength, response.status, response.body.byteLength, ms);
 * ```
 */
export type OnExchange = (exchange: ReceivedExchange) => unknown;

/** A request whose body is kept once it is read. */
export interface Watched {
  readonly raw: RawRequest;
  /** Calls the hook, later and for nobody to wait. */
  readonly answered: (response: RawResponse, ms: number, waitUntil: WaitUntil) => void;
}

/** Watches a request for `onExchange`. */
export function watch(raw: RawRequest, onExchange: OnExchange): Watched {
  const { body: source } = raw;
  let body = typeof source === "function" ? undefined : source;
  return {
    raw: {
      method: raw.method,
      header: (name) => raw.header(name),
      body: typeof source !== "function" ? source : async (limits) => (body = await source.call(raw, limits)),
      waitUntil: (work) => raw.waitUntil?.(work),
    },
    answered(response, ms, waitUntil) {
      const at = new Date(Date.now() - ms).toISOString();
      const tell = async (): Promise<void> => {
        const request = { method: raw.method, ...headOf(raw), ...(body && { body }) };
        await onExchange({ at, ms, request, response });
      };
      // In a turn of its own: the answer goes out first.
      const told = new Promise<void>((resolve) => {
        setTimeout(() => {
          void tell()
            .catch(() => undefined)
            .finally(resolve);
        }, 0);
      });
      waitUntil(told);
      try {
        raw.waitUntil?.(told);
      } catch {
        // The answer goes out all the same.
      }
    },
  };
}

/** What an adapter without `head` tells. */
const KNOWN_HEADERS = ["host", "content-type", "content-length", "transfer-encoding", "user-agent", SIGNATURE_HEADER];

function headOf(raw: RawRequest): RequestHead {
  if (raw.head !== undefined) return raw.head();
  const headers = KNOWN_HEADERS.flatMap((name) => {
    const values = raw.header(name) ?? [];
    return (typeof values === "string" ? [values] : values).map((value) => [name, value] as const);
  });
  return { target: "/", headers };
}
