/**
 * Mount a ConvoKraft bot in a server of Node's own; and what every adapter for a framework on that server stands on: the exact bytes of a request, read
 * under a limit, and an answer that reaches the caller.
 * @module
 */
export { toRawRequest } from "./request.js";
export type { NodeRequestOptions } from "./request.js";
export type { NodeRequest, NodeResponse } from "./node-http.js";
export { finishHeaders, send } from "./send.js";
export { webhook } from "./webhook.js";
export type { NodeListener } from "./webhook.js";
