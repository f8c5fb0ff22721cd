import { toHex } from "../../hex.js";
import { asBotError } from "../../error.js";
import { MAX_TICKETS, digest, newToken } from "../ticket.js";
import { claim, type Claimant } from "./claim.js";
import { openConnection } from "./connection.js";
import { readPageTicket, type Waiting } from "./page-ticket.js";
import { readStreamOptions, type LateAnswerStreamOptions, type StreamConfig } from "./stream-options.js";

/** What {@link lateAnswerStream} reads of a request. A `Request` has all of it. */
export interface StreamRequest {
  readonly method: string;
  readonly headers: { readonly get: (name: string) => string | null };
  /** Aborted when the caller leaves. */
  readonly signal?: AbortSignal | null;
}

/** Answers a page that waits for late answers. Never rejects. */
export type LateAnswerStream = (request: StreamRequest) => Promise<Response>;

/** How many connections may wait with one ticket: the tabs of one visitor. */
const MOST_PER_TICKET = 4;
/** What `Last-Event-ID` may be: what this stream has sent, or what a page made itself. */
const RESUME = /^[\w-]{16,64}$/;

/**
 * Creates the function at which a visitor's page waits for late answers, as an event stream: on your own server, for `showLateAnswers` of `@ck/page`.
 *
 * A page shows the tickets that a promise brought it (`lateAnswers: { pageTickets: true }`). Each answer goes out once: here, or with the session's
 * next turn. If the connection breaks, the same page gets it again, and no other does. An unknown ticket gets 404 at once.
 *
 * @param options - `lateAnswers` is required; see {@link LateAnswerStreamOptions}
 * @returns a function from `Request` to `Response`, for a route of its own; `@ck/node` has the same as a request listener
 * @throws {@link BotError} `ERR_INVALID_OPTION`: at start-up
 *
 * @example
 * ```ts
 * import { lateAnswerStream, memoryStore } from "@ck/bot";
 *
 * const waitHere = lateAnswerStream({ lateAnswers: { store: memoryStore() }, origins: ["https://shop.example"] });
 * (await waitHere(new Request("https://bot.example/late-answers"))).status; // → 401
 * ```
 */
export function lateAnswerStream(options: LateAnswerStreamOptions): LateAnswerStream {
  const config = readStreamOptions(options);
  const open = new Map<string, number>();
  let connections = 0;
  /** A store that is down fails for every connection, and is reported once. */
  let isStoreDown = false;
  const report = (error: unknown): void => {
    if (!isStoreDown) config.onError(asBotError(error), {});
    isStoreDown = true;
  };

  /** Returns how to give the place back; `undefined` if there is none. */
  function takePlace(waiting: readonly Waiting[]): (() => void) | undefined {
    if (connections >= config.maxConnections) return undefined;
    if (waiting.some(({ text }) => (open.get(text) ?? 0) >= MOST_PER_TICKET)) return undefined;
    const count = (by: 1 | -1): void => {
      connections += by;
      for (const { text } of waiting) {
        const now = (open.get(text) ?? 0) + by;
        if (now > 0) open.set(text, now);
        else open.delete(text);
      }
    };
    count(1);
    let isOver = false;
    return () => {
      if (!isOver) count(-1);
      isOver = true;
    };
  }

  return async (request) => {
    const origin = request.headers.get("origin");
    if (origin !== null && !config.origins.has(origin)) return refuse(403, null);
    if (request.method === "OPTIONS") return allow(origin);
    if (request.method !== "GET") return refuse(405, origin, { allow: "GET, OPTIONS" });
    const waiting = await readTickets(request.headers.get("authorization"));
    if (waiting.length === 0) return refuse(401, origin, { "www-authenticate": "Bearer" });
    const leave = takePlace(waiting);
    if (leave === undefined) return refuse(503, origin, { "retry-after": "5" });
    try {
      const resume = readResume(request.headers.get("last-event-id"));
      const claimant = { ...(await claimantOf(config, resume)), report };
      const answers = await Promise.all(
        waiting.map(async (each) => [each, await claim(claimant, each.ticket)] as const),
      );
      isStoreDown = false;
      if (answers.every(([, answer]) => answer === "gone")) {
        leave();
        return refuse(404, origin);
      }
      const body = openConnection({ config, claimant, resume, answers, signal: request.signal, onEnd: leave });
      return new Response(body, { status: 200, headers: { ...STREAM_HEADERS, ...headersFor(origin) } });
    } catch (error) {
      leave();
      report(error);
      return refuse(503, origin, { "retry-after": "5" });
    }
  };
}

async function claimantOf({ late, failure }: StreamConfig, resume: string): Promise<Omit<Claimant, "report">> {
  return { late, by: toHex(await digest(`page ${resume}`, 16)), failure };
}

/** `Bearer` and the tickets of the page, with `~` between them. */
async function readTickets(header: string | null): Promise<readonly Waiting[]> {
  const [, text] = /^Bearer ([\w~-]{1,9000})$/i.exec(header ?? "") ?? [];
  const texts = [...new Set((text ?? "").split("~"))].slice(0, MAX_TICKETS);
  const read = await Promise.all(texts.map(async (each) => ({ text: each, ticket: await readPageTicket(each) })));
  return read.filter((each): each is Waiting => each.ticket !== undefined);
}

function readResume(header: string | null): string {
  return header !== null && RESUME.test(header) ? header : newToken();
}

const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // Proxies neither keep nor collect it.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};

function allow(origin: string | null): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...headersFor(origin),
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": "authorization, last-event-id",
      "access-control-max-age": "86400",
    },
  });
}

function refuse(status: number, origin: string | null, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { "cache-control": "no-store", ...headers, ...headersFor(origin) } });
}

/** What a page on an allowed origin may read the answer by. */
function headersFor(origin: string | null): Record<string, string> {
  return { vary: "origin", ...(origin !== null && { "access-control-allow-origin": origin }) };
}
