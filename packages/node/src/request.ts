import { BotError, type RawRequest } from "@ck/bot";
import type { NodeRequest, NodeResponse } from "./node-http.js";
import { noteSession } from "./shutdown/closing.js";
import { isGone, onGone } from "./gone.js";
import { readBytes } from "./read.js";

/** What an adapter knows about its framework. */
export interface NodeRequestOptions {
  /** Returns the raw bytes that the framework kept. Called only if a body parser ran first. A string counts as UTF-8. */
  readonly kept?: () => unknown;
  /** What the author should change if a body parser ran first and kept nothing. It ends the error's message. */
  readonly fix?: string;
}

/**
 * Turns a request of Node's `http` or `http2` module into the `RawRequest` that `receive` expects.
 *
 * If something read the body before, reading it rejects with BotError `ERR_BODY_CONSUMED`.
 *
 * @param req - the request, with its body unread
 * @param res - its response, which tells when the caller leaves
 * @param options - what the framework kept of the body, and what its users should change; see {@link NodeRequestOptions}
 * @returns the request for `receive`
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot, receive } from "@ck/bot";
 * import { send, toRawRequest } from "@ck/node";
 *
 * const answer = receive(createBot({ actions: {} }), { publicKey: false });
 * createServer(async (req, res) => send(req, res, await answer(toRawRequest(req, res))));
 * ```
 */
export function toRawRequest(
  req: NodeRequest,
  res: NodeResponse,
  { kept, fix = "Call the webhook before anything reads the request." }: NodeRequestOptions = {},
): RawRequest {
  noteSession(req);
  return {
    method: req.method ?? "",
    header: (name) => headerValues(req, name.toLowerCase()),
    head: () => ({ target: targetOf(req), headers: headerLines(req), httpVersion: req.httpVersion }),
    onGone: (listener) => onGone(req, res, listener),
    isGone: () => isGone(req, res),
    body(limits) {
      // With an encoding set, the stream gives text, and text is not what was signed.
      const isUntouched = !req.readableDidRead && !req.readableEnded && req.readableEncoding === null;
      if (isUntouched) return readBytes(req, limits);
      const bytes = kept?.();
      if (ArrayBuffer.isView(bytes))
        return Promise.resolve(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (typeof bytes === "string") return Promise.resolve(new TextEncoder().encode(bytes));
      return Promise.reject(
        new BotError(
          "ERR_BODY_CONSUMED",
          `The bytes that were signed are gone: something read the request, or set its encoding, before the webhook. ${fix}`,
        ),
      );
    },
  };
}

/** Reads the raw headers: elsewhere Node joins repeated headers into one value, and a repeated signature must be seen. */
function headerValues(req: NodeRequest, name: string): string[] {
  // The types do not know the wrappers and mocks that leave it out.
  const { rawHeaders = [] } = req as { readonly rawHeaders?: readonly string[] };
  if (rawHeaders.length === 0) return joinedValues(req, name);
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const value = rawHeaders[i + 1];
    const raw = rawHeaders[i];
    if (value !== undefined && raw?.length === name.length && raw.toLowerCase() === name) values.push(value);
  }
  return values;
}

/** Routers cut the path that they are mounted at from `url`. */
function targetOf(req: NodeRequest): string {
  const { originalUrl } = req as { readonly originalUrl?: unknown };
  return typeof originalUrl === "string" ? originalUrl : (req.url ?? "/");
}

function headerLines(req: NodeRequest): [name: string, value: string][] {
  const { rawHeaders = [], headers = {} } = req as Partial<Pick<NodeRequest, "rawHeaders" | "headers">>;
  if (rawHeaders.length > 0)
    return Array.from({ length: Math.floor(rawHeaders.length / 2) }, (_, at) => [
      rawHeaders[2 * at] ?? "",
      rawHeaders[2 * at + 1] ?? "",
    ]);
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
}

/** For wrappers such as serverless-http. Repeated headers are joined with a comma, which no signature contains. */
function joinedValues(req: NodeRequest, name: string): string[] {
  const { headers = {} } = req as { readonly headers?: NodeRequest["headers"] };
  return Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
}
