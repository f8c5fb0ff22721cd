import type { Bot, ReceiveOptions } from "@ck/bot";
import { webhook as listener, type NodeListener } from "@ck/node";

/**
 * The bot as a webhook on Catalyst's Node hosting: what an Advanced I/O function exports, and what a server in AppSail listens with. It is the `webhook` of
 * `@ck/node`, and answers every request that reaches it.
 * @param bot from `createBot`
 * @param options `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, and SignatureError for a key that cannot be used: at start-up
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/catalyst";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * // In AppSail: .listen(Number(process.env["X_ZOHO_CATALYST_LISTEN_PORT"]))
 * createServer(webhook(bot, { publicKey: false }));
 * ```
 */
export function webhook(bot: Bot, options: ReceiveOptions): NodeListener {
  return listener(bot, options);
}
