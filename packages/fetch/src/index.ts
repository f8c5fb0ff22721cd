/**
 * Mount a ConvoKraft bot where a request is a `Request` and its answer a `Response`: Hono, Next.js, Bun, Deno, Workers, and what else speaks Fetch.
 * @module
 */
export { webhook } from "./webhook.js";
export type { FetchHandler } from "./webhook.js";
