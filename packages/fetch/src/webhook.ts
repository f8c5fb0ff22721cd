import { receive, type Bot, type ReceiveOptions } from "@ck/bot";
import { readBody } from "./read.js";

/**
 * What answers a request. Every framework and runtime of the Fetch kind takes such a function, or hands one the request.
 *
 * @example
 * ```ts
 * import type { FetchHandler } from "@ck/fetch";
 *
 * const closed: FetchHandler = () => Promise.resolve(new Response(null, { status: 503 }));
 * ```
 */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * A function that answers the platform's requests with the bot. It answers every request that it is given.
 * @param bot from `createBot`
 * @param options `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, and SignatureError for a key that cannot be used: at start-up
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/fetch";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * const convokraft = webhook(bot, { publicKey: false });
 *
 * const request = new Request("https://bot.example/convokraft", { method: "POST", body: '{"todo":"welcome"}' });
 * await (await convokraft(request)).json(); // → { welcome_response: { message: "Hello!" } }
 * ```
 */
export function webhook(bot: Bot, options: ReceiveOptions): FetchHandler {
  const answer = receive(bot, options);
  return async (request) => {
    const response = await answer({
      method: request.method,
      // Fetch joins what came twice by a comma, which no signature contains: it is refused as repeated.
      header: (name) => request.headers.get(name),
      // Asked for late or never: some servers make the signal only then.
      onGone(listener) {
        if (request.signal.aborted) listener();
        else request.signal.addEventListener("abort", listener, { once: true });
      },
      body: (limits) => readBody(request, limits),
    });
    const { status, body } = response;
    const headers = Object.assign({}, response.headers, { "content-length": String(body.byteLength) });
    return new Response(body.byteLength > 0 ? (body as Uint8Array<ArrayBuffer>) : null, { status, headers });
  };
}
