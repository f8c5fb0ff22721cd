import { isEmulatorError } from "@ck/emulator";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { ErrorAnswer } from "../api/requests.js";
import type { Guard } from "./guard.js";
import type { PageFile } from "./page-files.js";
import { HttpError } from "./http-error.js";
import { findRoute, type Route } from "./router.js";

/** The parts of the listener. */
export interface ListenerParts {
  readonly guard: Guard;
  readonly headers: Readonly<Record<string, string>>;
  readonly page: ReadonlyMap<string, PageFile>;
  readonly routes: readonly Route[];
  /** Called with errors of the desk itself. */
  readonly onError: (error: unknown) => void;
}

/** Answers each request: with a file of the page, or by a route of the API if the caller has the token. */
export function createListener({ guard, headers, page, routes, onError }: ListenerParts): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    guard.checkHost(request);
    const [path = "/"] = (request.url ?? "/").split("?");
    if (!path.startsWith("/api/")) {
      sendFile(request, response, page.get(path) ?? missing(path, page));
      return;
    }
    guard.checkCaller(request);
    const { route, params } = findRoute(routes, { method: request.method, path });
    const result = await route.handle({ request, response, params });
    if (result !== undefined) sendJson(response, 200, result);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const { status, code, message } = toHttpError(error);
      if (status === 500) onError(error);
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      // The rest of an unread body stays unread.
      if (!request.complete) response.setHeader("connection", "close");
      const body: ErrorAnswer = { error: { code, message } };
      sendJson(response, status, body);
    });
  };
}

function missing(path: string, page: ReadonlyMap<string, PageFile>): never {
  if (page.size > 0) throw new HttpError(404, "ERR_NOT_FOUND", "There is nothing at this path.");
  throw new HttpError(
    503,
    "ERR_NO_PAGE",
    `The page is not built, so ${path === "/" ? "it" : "this"} cannot be shown. Build @ck/desk.`,
  );
}

function sendFile({ method }: IncomingMessage, response: ServerResponse, { type, bytes }: PageFile): void {
  if (method !== "GET" && method !== "HEAD") throw new HttpError(405, "ERR_METHOD", "This path accepts GET only.");
  response.writeHead(200, { "content-type": type, "content-length": bytes.byteLength });
  response.end(method === "HEAD" ? undefined : bytes);
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isEmulatorError(error)) return new HttpError(statusOf(error.code), error.code, error.message);
  return new HttpError(500, "ERR_DESK", "The desk failed. Its terminal shows why.");
}

function statusOf(code: string): number {
  switch (code) {
    case "ERR_INVALID_OPTION":
    case "ERR_RECORDING":
      return 400;
    default:
      // The state of the chat or of the vault does not allow it.
      return 409;
  }
}
