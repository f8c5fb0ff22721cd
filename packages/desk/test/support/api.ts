import { request as httpRequest } from "node:http";
import type { DeskEvent } from "../../src/api/events.js";
import type { ExchangeView } from "../../src/api/views.js";
import type { Started } from "./start-desk.js";

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Sends a request as it is told, also such headers as `fetch` would not send. */
export function send(
  origin: string,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Not by the URL, which would be tidied up first.
    const { hostname, port } = new URL(origin);
    const request = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** An answer in JSON, with its status. */
type Json = Promise<Record<string, unknown>>;

/** The API as the page calls it. */
export interface Api {
  readonly raw: (method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly get: (path: string) => Json;
  readonly post: (path: string, body?: unknown) => Json;
  readonly exchange: (id: string) => Promise<ExchangeView>;
  readonly events: (signal?: AbortSignal) => Promise<Response>;
}

export function apiOf({ origin, token }: Pick<Started, "origin" | "token">): Api {
  const authorization = `Bearer ${token}`;
  const raw: Api["raw"] = (method, path, body) =>
    send(origin, `/api/${path}`, {
      method,
      headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const json = async (answer: Promise<Answer>): Json => {
    const { status, text } = await answer;
    return { status, ...(JSON.parse(text) as object) };
  };
  return {
    raw,
    get: (path) => json(raw("GET", path)),
    post: (path, body = {}) => json(raw("POST", path, body)),
    exchange: async (id) => JSON.parse((await raw("GET", `exchanges/${id}`)).text) as ExchangeView,
    events: (signal?: AbortSignal) =>
      fetch(`${origin}/api/events`, { headers: { authorization }, ...(signal && { signal }) }),
  };
}

/** Collects the events of a stream until one fits. */
export async function eventsUntil(
  events: AsyncGenerator<DeskEvent, void>,
  fits: (event: DeskEvent) => boolean,
): Promise<DeskEvent[]> {
  const seen: DeskEvent[] = [];
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) throw new Error("The stream ended.");
    seen.push(value);
    if (fits(value)) return seen;
  }
}
