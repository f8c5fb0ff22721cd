/**
 * Mount a ConvoKraft bot in Koa 2 or 3.
 * @module
 */
import { receive, type Bot, type Bots, type ReceiveOptions } from "@ck/bot";
import { finishHeaders, toRawRequest } from "@ck/node";
import type { Middleware } from "koa";

const FIX =
  "Mount the webhook before app.use(bodyParser()), or use a parser that keeps the raw body in ctx.request.rawBody, such as koa-bodyparser.";

/**
 * Creates middleware that answers every request it gets with the bot. Give it its own path, with `@koa/router` or
 * `koa-mount`.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the middleware for `router.all(path, middleware)`
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/koa";
 * import Router from "@koa/router";
 * import Koa from "koa";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * const router = new Router();
 * router.all("/convokraft", webhook(bot, { publicKey: false }));
 * new Koa().use(router.routes());
 * ```
 */
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): Middleware {
  const answer = receive(bot, options);
  return async (ctx) => {
    const kept = (): unknown => (ctx.request as { readonly rawBody?: unknown }).rawBody;
    const response = await answer(toRawRequest(ctx.req, ctx.res, { kept, fix: FIX }));
    const headers = finishHeaders(ctx.req, response);
    const sent = headers instanceof Promise ? await headers : headers;
    ctx.status = response.status;
    // Before the body: Koa looks for a content type of its own if there is none.
    ctx.set(sent);
    ctx.body = response.text ?? bufferOf(response.body);
    if (!("content-type" in sent)) ctx.remove("content-type");
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
