/** How much of a body to read, and for how long. */
export interface BodyLimits {
  /** Read no more than this many bytes; throw {@link bodyTooLarge} as soon as there are more. */
  readonly maxBytes: number;
  /** Stop reading when this is aborted, and throw its reason. */
  readonly signal: AbortSignal;
  /**
   * Call it before you hold so many more bytes of the body; {@link collectBody} does. Throws if the server already holds as many unverified bytes as
   * `maxUnverifiedBytes` allows: pass that on. What is not reserved counts once the body is complete.
   */
  readonly reserve?: (bytes: number) => void;
}

/**
 * Reads the exact bytes of the body. Rejects with {@link bodyTooLarge}, with the reason of the signal, or with {@link hungUp} if the caller is
 * gone; any other error is reported as the adapter's.
 */
export type ReadBody = (limits: BodyLimits) => Promise<Uint8Array>;

/** The start of a request, as it was sent. */
export interface RequestHead {
  /** The path and the query. */
  readonly target: string;
  /** Name and value of each line. A repeated header has several. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Such as `1.1`, if it is known. */
  readonly httpVersion?: string;
}

/**
 * A request as an adapter passes it on: what was on the wire, untouched.
 *
 * @example
 * ```ts
 * import type { RawRequest } from "@ck/bot";
 *
 * const headers = new Headers({ "x-convokraft-signature": "MEUCIQ" });
 * const raw: RawRequest = {
 *   method: "POST",
 *   header: (name) => headers.get(name),
 *   body: new TextEncoder().encode('{"todo":"welcome"}'),
 * };
 * ```
 */
export interface RawRequest {
  readonly method: string;
  /** All values of a header, by its name in any case. Give both values of a header that occurs twice: joining them would hide it. */
  readonly header: (name: string) => string | readonly string[] | null | undefined;
  /** The target and all headers. Called only if there is an `onExchange`. Default: what it can find with `header`. */
  readonly head?: () => RequestHead;
  /** The bytes, or a function that reads them, which is called only once the cheap checks have passed. */
  readonly body: Uint8Array | ReadBody;
  /** Aborted when the caller hangs up. */
  readonly signal?: AbortSignal | null | undefined;
  /** For a server without such a signal, and cheaper: calls the listener when the caller hangs up, at once if that has happened already. */
  readonly onGone?: (listener: () => void) => void;
  /** Whether the caller has hung up: asked before each step that costs something, for servers that do not always tell. */
  readonly isGone?: () => boolean;
  /**
   * How long this request may take at all, in ms, if something other than the platform ends it, such as the time limit of a cloud function. The
   * deadline is 500 ms before that, if this is sooner than the deadline of the options.
   */
  readonly remainingMs?: number;
  /** When the request arrived, on the clock of `performance.now()`, if the server knows that better: the deadline counts from then. Default: now. */
  readonly arrivedAt?: number | undefined;
  /** Keeps the runtime alive until work is done that goes on after the answer, if that has to be said for each request. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** A response for an adapter to send as it is. */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case. Without `content-length`: that is the length of `body`, in bytes. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The same as text, where it was made from text: a server that sends text need not decode the bytes. */
  readonly text?: string;
}

const TOO_LARGE = "ERR_BODY_TOO_LARGE";

/**
 * The error that a {@link ReadBody} rejects with if the body is over the limit. The request is answered with 413.
 *
 * @param maxBytes - the limit, in bytes
 * @example
 * ```ts
 * import { bodyTooLarge, type ReadBody } from "@ck/bot";
 *
 * const read: ReadBody = ({ maxBytes }) => Promise.reject(bodyTooLarge(maxBytes));
 * ```
 */
export function bodyTooLarge(maxBytes: number): Error {
  return Object.assign(new Error(`The body is larger than ${maxBytes} bytes.`), { code: TOO_LARGE });
}

const HANG_UP = "ECONNRESET";

/**
 * The error that a {@link ReadBody} rejects with if the caller is gone. The request ends as `gone`, which is not an error.
 *
 * @param cause - what the runtime threw
 * @example
 * ```ts
 * import { hungUp, type ReadBody } from "@ck/bot";
 *
 * const read: ReadBody = () => Promise.reject(hungUp());
 * ```
 */
export function hungUp(cause?: unknown): Error {
  return Object.assign(new Error("The caller hung up in the middle of the body.", { cause }), { code: HANG_UP });
}

/** Recognises the error of {@link hungUp}, of this or another copy of this module, and Node's own for a closed connection. */
export function isHangUp(error: unknown): boolean {
  return codeOf(error) === HANG_UP;
}

/** Recognises the error of {@link bodyTooLarge}, of this or another copy of this module. */
export function isBodyTooLarge(error: unknown): boolean {
  return codeOf(error) === TOO_LARGE;
}

function codeOf(error: unknown): unknown {
  try {
    return (error as { readonly code?: unknown } | null | undefined)?.code;
  } catch {
    // Anything can be thrown, also a proxy that throws when it is looked at.
    return undefined;
  }
}
