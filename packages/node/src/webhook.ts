import { receive, type Bot, type ReceiveOptions } from "@ck/bot";
import { toRawRequest } from "./request.js";
import type { NodeRequest, NodeResponse } from "./node-http.js";
import { send } from "./send.js";

/**
 * A listener for the requests of a server of Node's `http`, `https` or `http2` module.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { NodeListener } from "@ck/node";
 *
 * const closed: NodeListener = (_req, res) => void res.writeHead(503).end();
 * createServer(closed);
 * ```
 */
export type NodeListener = (req: NodeRequest, res: NodeResponse) => void;

const MEND = "Call the webhook before anything reads the request, or have what reads it keep the bytes in req.rawBody.";

/**
 * A listener that answers the platform's requests with the bot. It answers every request that reaches it: look at `req.url` first where the server has more
 * to do.
 * @param bot from `createBot`
 * @param options `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, and SignatureError for a key that cannot be used: at start-up
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/node";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * createServer(webhook(bot, { publicKey: false }));
 * ```
 */
export function webhook(bot: Bot, options: ReceiveOptions): NodeListener {
  const answer = receive(bot, options);
  return (req, res) => {
    const kept = (): unknown => (req as { readonly rawBody?: unknown }).rawBody;
    answer(toRawRequest(req, res, { kept, fix: MEND }))
      .then((response) => send(req, res, response))
      // Something else took hold of the answer: nothing may escape into the process.
      .catch(() => res.destroy());
  };
}
