import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Why a request of the page is refused. The page shows the message. */
export class HttpError extends Error {
  override readonly name: string = "HttpError";
  readonly status: ContentfulStatusCode;
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}
