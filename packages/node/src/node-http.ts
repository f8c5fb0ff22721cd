import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request of Node's `http` or `https` module, or of the compatibility API of `http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** The response that belongs to a {@link NodeRequest}. */
export type NodeResponse = ServerResponse | Http2ServerResponse;
