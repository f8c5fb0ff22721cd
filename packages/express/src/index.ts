/**
 * Mount a ConvoKraft bot in Express 4 or 5.
 * @module
 */
import { receive, type Bot, type ReceiveOptions } from "@ck/bot";
import { send, toRawRequest } from "@ck/node";
import type { RequestHandler } from "express";

const MEND =
  "Mount the webhook before app.use(express.json()), or have the parser keep the bytes: express.json({ verify: (req, res, bytes) => { req.rawBody = bytes } }).";

/**
 * A handler that answers the platform's requests with the bot. Mount it on a route, on a router, behind a prefix, before or beside body parsers.
 * @param bot from `createBot`
 * @param options `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, and SignatureError for a key that cannot be used: at start-up
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
export function webhook(bot: Bot, options: ReceiveOptions): RequestHandler {
  const answer = receive(bot, options);
  return (req, res, next) => {
    const raw = toRawRequest(req, res, { kept: () => keptBytes(req), fix: MEND });
    answer(raw)
      .then((response) => send(req, res, response))
      .catch(next);
  };
}

/** Where parsers and hosts keep the bytes: express.raw() and express.text() in `body`, the `verify` idiom and cloud functions in `rawBody`. */
function keptBytes(req: { body?: unknown; rawBody?: unknown }): unknown {
  const isBytes = ArrayBuffer.isView(req.body) || typeof req.body === "string";
  return req.rawBody ?? (isBytes ? req.body : undefined);
}
