/**
 * How much of a body is read, and for how long.
 *
 * @example
 * ```ts
 * import type { BodyLimits } from "@ck/bot";
 *
 * const limits: BodyLimits = { maxBytes: 1_000_000, signal: AbortSignal.timeout(4500) };
 * ```
 */
export interface BodyLimits {
  /** Read no more than this many bytes; throw {@link bodyTooLarge} as soon as there are more. */
  readonly maxBytes: number;
  /** Stop reading when this is aborted, and throw its reason. */
  readonly signal: AbortSignal;
}

/**
 * Reads the exact bytes of the body. Rejects with {@link bodyTooLarge}, with the reason of the signal, or with {@link hungUp}
 * when the caller is gone; any other error is reported as the adapter's.
 *
 * @example
 * ```ts
 * import type { ReadBody } from "@ck/bot";
 *
 * const read: ReadBody = async () => new Uint8Array(await new Request("http://bot").arrayBuffer());
 * ```
 */
export type ReadBody = (limits: BodyLimits) => Promise<Uint8Array>;

/**
 * A request as an adapter hands it over: what stood on the wire, untouched.
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
  /** All values of a header, by its name in any case. A header that came twice gives two values: joined ones would hide that. */
  readonly header: (name: string) => string | readonly string[] | null | undefined;
  /** The bytes, or a function that reads them: it is called only once the cheap checks have passed. */
  readonly body: Uint8Array | ReadBody;
  /** Aborted when the caller is gone. */
  readonly signal?: AbortSignal;
  /** The same for a server that has no signal: calls the listener when the caller is gone, at once where that has happened already. Making a signal costs more. */
  readonly onGone?: (listener: () => void) => void;
  /**
   * How long this request may take at all, in ms, where something other than the platform ends it: what a cloud function has left. The deadline comes 500 ms
   * before that, if that is sooner than the one of the options.
   */
  readonly remainingMs?: number;
  /** Keeps the runtime up until work is done that goes on after the answer, where that has to be said for each request. */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/**
 * A response for an adapter to send as it stands.
 *
 * @example
 * ```ts
 * import type { RawResponse } from "@ck/bot";
 *
 * const refused: RawResponse = { status: 401, headers: {}, body: new Uint8Array(0) };
 * ```
 */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case. Without `content-length`: that is the length of `body`, in bytes. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const TOO_LARGE = "ERR_BODY_TOO_LARGE";

/**
 * What a {@link ReadBody} rejects with for a body over the limit. The request is answered with 413.
 *
 * @param maxBytes The limit, in bytes.
 *
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
 * What a {@link ReadBody} rejects with where the caller is gone. The request ends as `gone`, and is nobody's error.
 *
 * @param cause What the runtime said of it.
 *
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

/** Tells the error of {@link hungUp}, also that of another copy of this module, and Node's own of a connection that was closed. */
export function isHangUp(error: unknown): boolean {
  return error instanceof Object && "code" in error && error.code === HANG_UP;
}

/** Tells the error of {@link bodyTooLarge} from others, also that of another copy of this module. */
export function isBodyTooLarge(error: unknown): boolean {
  return error instanceof Object && "code" in error && error.code === TOO_LARGE;
}
