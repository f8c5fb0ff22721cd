/**
 * Mount a ConvoKraft bot in a server of Node's `http`, `https` or `http2` module. Also the parts that adapters for
 * Node frameworks share: reading the exact bytes of a request under a limit, and sending an answer that arrives.
 * @module
 */
export { toRawRequest } from "./request.js";
export type { NodeRequestOptions } from "./request.js";
export { health } from "./health/health.js";
export type { Health, HealthCheck, HealthOptions, Readiness } from "./health/health.js";
export { lateAnswerStream } from "./late-answer-stream.js";
export type { NodeRequest, NodeResponse } from "./node-http.js";
export { finishHeaders, send } from "./send.js";
export { shutdown } from "./shutdown/shutdown.js";
export type { PromisedWork, ShutdownOptions, ShutdownResult } from "./shutdown/shutdown.js";
export { webhook } from "./webhook.js";
export type { NodeListener } from "./webhook.js";
