/**
 * Mount a ConvoKraft bot in Express 4 or 5.
 * @module
 */
import { receive, type Bot, type Bots, type ReceiveOptions } from "@ck/bot";
import { send, toRawRequest } from "@ck/node";
import type { RequestHandler } from "express";

const FIX =
  "Mount the webhook before app.use(express.json()), or let the parser keep the raw bytes: express.json({ verify: (req, res, bytes) => { req.rawBody = bytes } }); in NestJS: NestFactory.create(AppModule, { rawBody: true }).";

/**
 * Creates a request handler that answers every request it gets with the bot. Mount it on a route or on a router, with
 * or without a prefix, before any body parser.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the handler for `app.all(path, handler)`
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/express";
 * import express from "express";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * express().all("/convokraft", webhook(bot, { publicKey: false }));
 * ```
 */
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): RequestHandler {
  const answer = receive(bot, options);
  return (req, res, next) => {
    const raw = toRawRequest(req, res, { kept: () => keptBytes(req), fix: FIX });
    answer(raw)
      .then((response) => send(req, res, response))
      .catch(next);
  };
}

/** Bytes may be kept in `body`, by express.raw() or express.text(), or in `rawBody`, by `verify` or a cloud function's host. */
function keptBytes(req: { body?: unknown; rawBody?: unknown }): unknown {
  const isBytes = ArrayBuffer.isView(req.body) || typeof req.body === "string";
  return req.rawBody ?? (isBytes ? req.body : undefined);
}
