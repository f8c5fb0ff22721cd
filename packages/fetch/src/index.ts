/**
 * Mount a ConvoKraft bot wherever a request is a `Request` and its answer is a `Response`: Hono, Next.js, Bun, Deno,
 * Cloudflare Workers and others.
 * @module
 */
export { webhook } from "./webhook.js";
export type { FetchHandler } from "./webhook.js";
