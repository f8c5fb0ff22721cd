/**
 * Mount a ConvoKraft bot in hapi.
 * @module
 */
export { webhook } from "./webhook.js";
export type { WebhookRoute } from "./webhook.js";
