/**
 * Mount a ConvoKraft bot wherever a request is a `Request` and its answer is a `Response`: Hono, Next.js, Bun, Deno,
 * Cloudflare Workers and others.
 * @module
 */
export type { FetchRequest } from "./request.js";
export { webhook } from "./webhook.js";
export type { FetchHandler } from "./webhook.js";
