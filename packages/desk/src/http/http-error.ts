/** A request that is not done, and why. Its message goes to the page. */
export class HttpError extends Error {
  override readonly name: string = "HttpError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}
