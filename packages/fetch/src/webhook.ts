import { receive, type Bot, type Bots, type RawRequest, type ReceiveOptions } from "@ck/bot";
import { readBody } from "./read.js";
import type { FetchRequest } from "./request.js";

/** A function that answers a request. Every framework and runtime with a Fetch API takes one, or can call it. */
export type FetchHandler = (request: FetchRequest) => Promise<Response>;

/**
 * How long a caller counts as waiting without being asked, in ms. Some servers make a signal when it is read, which costs as much as parsing the
 * request, and nearly every request is answered before that.
 */
const FRESH_MS = 25;

/**
 * Creates a function that answers every request it gets with the bot.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns a function from `Request` to `Response`; it never rejects
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
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
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): FetchHandler {
  const answer = receive(bot, options);
  return async (request) => {
    const cameAt = performance.now();
    const response = await answer({
      method: request.method,
      // Fetch joins repeated headers with a comma. No signature contains one, so a repeated signature is rejected.
      header: (name) => request.headers.get(name),
      head: () => headOf(request),
      // Read late or never: some servers create the signal only when it is read.
      onGone(listener) {
        const { signal } = request;
        // Azure Functions' requests have none, and node-fetch's have null.
        if (typeof signal?.addEventListener !== "function") return;
        if (signal.aborted) listener();
        else signal.addEventListener("abort", listener, { once: true });
      },
      isGone: () => performance.now() - cameAt > FRESH_MS && request.signal?.aborted === true,
      body: (limits) => readBody(request, limits),
    });
    const { status, body, text } = response;
    const headers = Object.assign({}, response.headers, { "content-length": String(body.byteLength) });
    // Node's servers send text in one piece with the headers, and bytes in two, which costs the system more than all our work.
    const sent = text ?? (body.byteLength > 0 ? (body as Uint8Array<ArrayBuffer>) : null);
    return new Response(sent, { status, headers });
  };
}

/** Fetch has lower-case names only, and repeated headers are joined. */
function headOf({ url = "/", headers }: FetchRequest): ReturnType<NonNullable<RawRequest["head"]>> {
  const lines: [string, string][] = [];
  headers.forEach?.((value, name) => lines.push([name, value]));
  const { pathname, search } = new URL(url, "http://localhost");
  return { target: `${pathname}${search}`, headers: lines };
}
