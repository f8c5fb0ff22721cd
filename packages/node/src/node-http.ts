import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/**
 * A request of Node's `http` or `https` module, or of the compatibility API of `http2`.
 *
 * @example
 * ```ts
 * import type { NodeRequest } from "@ck/node";
 *
 * const pathOf = (req: NodeRequest): string => req.url ?? "/";
 * ```
 */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/**
 * The answer to a {@link NodeRequest}.
 *
 * @example
 * ```ts
 * import type { NodeResponse } from "@ck/node";
 *
 * const isUnderWay = (res: NodeResponse): boolean => res.headersSent;
 * ```
 */
export type NodeResponse = ServerResponse | Http2ServerResponse;
