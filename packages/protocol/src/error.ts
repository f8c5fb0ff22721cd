/** The kind of an {@link Issue}. */
export type IssueCode =
  /** The body is neither text, bytes nor an object that can be read. */
  | "unreadable"
  /** The bytes of the body are not UTF-8. */
  | "not_utf8"
  /** The text of the body is not JSON. */
  | "not_json"
  /** The body is JSON, but not an object. */
  | "not_object"
  /** The body is nested too deeply. */
  | "too_deep"
  /** The body is larger than the limit. */
  | "too_large"
  /** A required key is empty. */
  | "missing"
  /** A key has a value of the wrong type. */
  | "wrong_type"
  /** A key has a value that is not one of the known ones. */
  | "unknown_value"
  /** The response is well-formed, but the platform does not accept it as an answer to this request. */
  | "not_accepted"
  /** The platform accepts the response, but would not show this part of it. Only in remarks. */
  | "not_shown";

/** Something that is wrong with a body. The message says what was expected and the shape of what was found, never its content. */
export interface Issue {
  /** Keys and list positions from the top; empty for the body as a whole. */
  readonly path: readonly (string | number)[];
  /** What was expected, and what was found. */
  readonly message: string;
  /** The kind of issue, for code. */
  readonly code: IssueCode;
}

/** The `code` of a {@link ProtocolError}. */
export type ProtocolErrorCode =
  /** A body is not a ConvoKraft request. Fix: read `issues`; each names a key, what was expected there and what was found. */
  | "ERR_INVALID_REQUEST"
  /** A builder, a decoder or an option got something that it cannot use. Fix: the message says what to write instead. */
  | "ERR_INVALID_OPTION"
  /** A response holds something that JSON cannot carry. Fix: put plain data in the place that the message names. */
  | "ERR_NOT_SERIALIZABLE"
  /** A response is over the limit of 100,000 bytes. Fix: shorten the part that the message names. */
  | "ERR_RESPONSE_TOO_LARGE";

/** The error that this package throws. Recognise it with {@link isProtocolError} or by its `code`. */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  /** What went wrong. */
  readonly code: ProtocolErrorCode;
  /** What is wrong with the body; empty unless `code` is `ERR_INVALID_REQUEST`. */
  readonly issues: readonly Issue[];

  constructor(code: ProtocolErrorCode, message: string, options: { cause?: unknown; issues?: readonly Issue[] } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.issues = options.issues ?? [];
  }
}

/**
 * Whether a value is a {@link ProtocolError}. Also true for one of another copy of this package, where `instanceof` is false.
 *
 * @param error - Any value.
 *
 * @example
 * ```ts
 * import { isProtocolError, parseRequest } from "@ck/protocol";
 *
 * let reason: string | undefined;
 * try {
 *   parseRequest({ todo: "welcome", params: 7 });
 * } catch (error) {
 *   if (isProtocolError(error)) reason = error.issues[0]?.message; // error: ProtocolError
 * }
 * reason; // → "expected an object, got a number"
 * ```
 */
export function isProtocolError(error: unknown): error is ProtocolError {
  return (
    typeof error === "object" && error !== null && "name" in error && error.name === "ProtocolError" && "code" in error
  );
}
