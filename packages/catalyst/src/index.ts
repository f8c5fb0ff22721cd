/**
 * Run a ConvoKraft bot on Catalyst: as an integration function with {@link integration}, or as a signed webhook on an
 * Advanced I/O function or an AppSail service with {@link webhook}.
 * @module
 */
export type { NodeListener } from "@ck/node";
export { integration } from "./integration.js";
export type {
  IntegrationFunction,
  IntegrationOptions,
  IntegrationRequest,
  IntegrationResponder,
} from "./integration.js";
export { INTEGRATION_LIMIT_BYTES, INTEGRATION_TIMEOUT_MS } from "./limits.js";
export { webhook } from "./webhook.js";
