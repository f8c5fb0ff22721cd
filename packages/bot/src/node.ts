/**
 * What every adapter for a server on Node's `http` module stands on: the exact bytes of a request, read under a limit, and an answer that reaches the caller.
 * For authors of adapters; a bot's author installs the adapter.
 * @module
 */
export { toRawRequest } from "./node/request.js";
export type { NodeRequestOptions } from "./node/request.js";
export { finishHeaders, send } from "./node/send.js";
