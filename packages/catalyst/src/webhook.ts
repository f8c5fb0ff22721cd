import type { Bot, Bots, ReceiveOptions } from "@ck/bot";
import { webhook as listener, type NodeListener } from "@ck/node";

/**
 * Creates a request listener for Catalyst's Node hosting that answers every request it gets with the bot. Export it from
 * an Advanced I/O function, or pass it to `createServer` in AppSail. It is the `webhook` of `@ck/node`.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the listener
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
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
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): NodeListener {
  return listener(bot, options);
}
