/**
 * Run a ConvoKraft bot on Catalyst, on either of its two development platforms: {@link integration} is the bot as an integration function, which the platform
 * calls by itself, and {@link webhook} is the signed webhook, on an Advanced I/O function or an AppSail service.
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
