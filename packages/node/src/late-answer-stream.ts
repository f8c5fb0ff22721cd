import { lateAnswerStream as createStream, type LateAnswerStreamOptions } from "@ck/bot";
import { isClosed, onGone } from "./gone.js";
import type { NodeRequest, NodeResponse } from "./node-http.js";
import { onClosing } from "./shutdown/closing.js";
import type { NodeListener } from "./webhook.js";

/**
 * Creates a request listener at which a visitor's page waits for late answers: `lateAnswerStream` of `@ck/bot` for Node's `http`, `https` and `http2`,
 * and for Express. {@link shutdown} ends its connections, and their pages connect again to another process.
 *
 * @param options - `lateAnswers` is required; see `LateAnswerStreamOptions` of `@ck/bot`
 * @returns the listener, for a route of its own
 * @throws {@link BotError} `ERR_INVALID_OPTION`: at start-up
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot, memoryStore } from "@ck/bot";
 * import { lateAnswerStream, webhook } from "@ck/node";
 *
 * const lateAnswers = { store: memoryStore(), pageTickets: true };
 * const convokraft = webhook(createBot({ actions: {} }), { publicKey: false, lateAnswers });
 * const waitHere = lateAnswerStream({ lateAnswers, origins: ["https://shop.example"] });
 * createServer((req, res) => (req.url === "/late-answers" ? waitHere(req, res) : convokraft(req, res)));
 * ```
 */
export function lateAnswerStream(options: LateAnswerStreamOptions): NodeListener {
  const answer = createStream(options);
  return (req, res) => {
    // If something else has taken over the response: nothing may escape into the process.
    void serve(req, res, answer).catch(() => res.destroy());
  };
}

async function serve(req: NodeRequest, res: NodeResponse, answer: ReturnType<typeof createStream>): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const forget = onClosing(req, end);
  onGone(req, res, end);
  try {
    // A page that waits sends no body.
    req.resume();
    const get = (name: string): string | null => {
      const value = req.headers[name];
      return value === undefined ? null : [value].flat().join(", ");
    };
    const response = await answer({ method: req.method ?? "", headers: { get }, signal: over.signal });
    if (isClosed(res) || res.headersSent) return;
    res.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body) await pipe(response.body.getReader(), res);
    if (!isClosed(res)) res.end();
  } finally {
    forget();
  }
}

/** Reads a piece only when there is room for it, so that the stream sees how slow its reader is. */
async function pipe(reader: ReadableStreamDefaultReader<Uint8Array>, res: NodeResponse): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (isClosed(res)) return void reader.cancel();
    // `writeHead` alone sends nothing before the first piece.
    if (!writeTo(res, value)) await drained(res);
  }
}

function writeTo(res: NodeResponse, piece: Uint8Array): boolean {
  return "stream" in res ? res.stream.write(piece) : res.write(piece);
}

function drained(res: NodeResponse): Promise<void> {
  const emitter = "stream" in res ? res.stream : res;
  return new Promise((resolve) => {
    const finish = (): void => {
      emitter.off("drain", finish);
      emitter.off("close", finish);
      resolve();
    };
    emitter.on("drain", finish);
    emitter.on("close", finish);
  });
}
