import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { receive, type BotError, type RawRequest, type RawResponse } from "@ck/bot";
import { send, toRawRequest } from "@ck/node";
import { listen, type ConformanceAdapter } from "@ck/testing";

/** What is done otherwise than right. */
export interface Breakage {
  /** The request as it is handed to `receive`. */
  readonly request?: (raw: RawRequest, req: IncomingMessage) => RawRequest | Promise<RawRequest>;
  /** Sends the answer. `error` is what the author was told last. */
  readonly respond?: (
    req: IncomingMessage,
    res: ServerResponse,
    response: RawResponse,
    error: BotError | undefined,
  ) => unknown;
  /** Answers before `receive` is asked; `undefined` to go on. */
  readonly before?: (req: IncomingMessage) => RawResponse | undefined;
}

/** An adapter of `node:http` that is right but for one thing. */
export function breakIn(name: string, { request, respond, before }: Breakage = {}): ConformanceAdapter {
  return {
    name,
    start(bot, options) {
      let last: BotError | undefined;
      const answer = receive(bot, {
        ...options,
        onError: (error, details) => {
          last = error;
          options.onError?.(error, details);
        },
      });
      const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
        const raw = toRawRequest(req, res);
        const response = before?.(req) ?? (await answer((await request?.(raw, req)) ?? raw));
        await (respond ?? send)(req, res, response, last);
      };
      // Some of them fall over when a case ends.
      return listen((req, res) => void handle(req, res).catch(() => res.destroy()));
    },
  };
}

/** Changes the bytes of a body that was read as it should be. */
export function withBody(change: (bytes: Buffer, req: IncomingMessage) => Uint8Array): Breakage {
  return {
    request: (raw, req) => ({
      ...raw,
      body: async (limits) => {
        if (typeof raw.body !== "function") return raw.body;
        return change(Buffer.from(await raw.body(limits)), req);
      },
    }),
  };
}

/** Reads all that comes, and looks at the size afterwards. */
export async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(req, "end");
  return Buffer.concat(chunks);
}

/** Undoes the compression of a body, as body parsers do. */
export function inflate(bytes: Buffer, req: IncomingMessage): Uint8Array {
  return req.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
}

/** The header as another look-up finds it. */
export function withHeader(find: (req: IncomingMessage, values: readonly string[]) => string | undefined): Breakage {
  return {
    request: (raw, req) => ({
      ...raw,
      header: (name) => find(req, (raw.header(name) ?? []) as readonly string[]),
    }),
  };
}
