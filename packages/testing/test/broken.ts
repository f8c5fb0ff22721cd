import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import {
  receive,
  type BotError,
  type ErrorDetails,
  type RawRequest,
  type RawResponse,
  type ReceiveOptions,
} from "@ck/bot";
import { send, toRawRequest } from "@ck/node";
import { LAYOUTS, listen, type ConformanceAdapter, type Layout } from "@ck/testing";

/** What the adapter does wrong. */
export interface Breakage {
  /** Changes the request that `receive` gets. */
  readonly request?: (raw: RawRequest, req: IncomingMessage) => RawRequest | Promise<RawRequest>;
  /** Sends the answer. `error` is the last one that `onError` got. */
  readonly respond?: (
    req: IncomingMessage,
    res: ServerResponse,
    response: RawResponse,
    error: BotError | undefined,
  ) => unknown;
  /** Answers in place of `receive`; `undefined` to go on. */
  readonly before?: (req: IncomingMessage) => RawResponse | undefined;
  /** Changes the options that `receive` gets. */
  readonly options?: (options: ReceiveOptions) => ReceiveOptions;
  /** Mounts in place of `receive`. */
  readonly mount?: typeof receive;
  /** What runs before the webhook, instead of the layout's own. */
  readonly app?: Before;
  readonly server?: (server: Server, handle: (req: IncomingMessage, res: ServerResponse) => void) => unknown;
}

type Before = Partial<Record<Layout, (req: IncomingMessage) => unknown>>;

/** What runs before the webhook in each layout. */
const app: Before = {
  "after a parser that keeps the bytes": async (req) => Object.assign(req, { rawBody: await readAll(req) }),
  "after a parser that keeps nothing": readAll,
  "after an encoding was set": (req) => req.setEncoding("utf8"),
};

/** An answer that the webhook never gives. */
export const CLOSED: RawResponse = { status: 404, headers: {}, body: new Uint8Array(0) };

/** An adapter for `node:http` that is correct except for one thing. */
export function breakIn(name: string, breakage: Breakage = {}): ConformanceAdapter {
  const { request, respond = send, before, mount = receive } = breakage;
  return {
    name,
    layouts: LAYOUTS,
    start(bot, options, { layout }) {
      let last: BotError | undefined;
      const given = breakage.options?.(options as unknown as ReceiveOptions) ?? options;
      const watched = {
        ...given,
        onError: (error: BotError, details: ErrorDetails) => {
          last = error;
          options.onError?.(error, details);
        },
      };
      const answer = mount(bot, watched as unknown as typeof options);
      const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
        await { ...app, ...breakage.app }[layout]?.(req);
        const early = before?.(req);
        if (early === undefined && req.url === "/other") return void res.end(await readAll(req));
        const raw = toRawRequest(req, res, { kept: () => (req as { rawBody?: unknown }).rawBody });
        const response = early ?? (await answer((await request?.(raw, req)) ?? raw));
        await respond(req, res, response, last);
      };
      // Some of them throw when a case ends.
      const listener = (req: IncomingMessage, res: ServerResponse): void =>
        void handle(req, res).catch(() => res.destroy());
      const server = createServer(listener);
      breakage.server?.(server, listener);
      return listen(server, layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft");
    },
  };
}

/** Changes the bytes of a body that was read correctly. */
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

/** Reads everything, whatever the size. */
export async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(req, "end");
  return Buffer.concat(chunks);
}

/** Decompresses a body, as body parsers do. */
export function inflate(bytes: Buffer, req: IncomingMessage): Uint8Array {
  return req.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
}

/** Looks the header up in another way. */
export function withHeader(find: (req: IncomingMessage, values: readonly string[]) => string | undefined): Breakage {
  return {
    request: (raw, req) => ({
      ...raw,
      header: (name) => find(req, (raw.header(name) ?? []) as readonly string[]),
    }),
  };
}
