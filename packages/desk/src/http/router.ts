import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError } from "./http-error.js";

/** The arguments of a route. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The variable parts of the path: `:id` in the pattern. */
  readonly params: Readonly<Record<string, string>>;
}

/** One method of one path. Its result is sent as JSON; `undefined`: it has answered itself. */
export interface Route {
  readonly method: "GET" | "POST";
  /** `/api/chats/:id` */
  readonly pattern: string;
  readonly handle: (call: Call) => Promise<object | undefined> | object | undefined;
}

/**
 * Finds the route of a request.
 *
 * @throws HttpError 404, 405
 */
export function findRoute(
  routes: readonly Route[],
  { method, path }: { readonly method: string | undefined; readonly path: string },
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } {
  const found = routes.flatMap((route) => {
    const params = match(route.pattern, path);
    return params === undefined ? [] : [{ route, params }];
  });
  if (found.length === 0) throw new HttpError(404, "ERR_NOT_FOUND", "There is nothing at this path.");
  const fitting = found.find(({ route }) => route.method === method);
  if (fitting !== undefined) return fitting;
  throw new HttpError(
    405,
    "ERR_METHOD",
    `This path accepts ${found.map(({ route }) => route.method).join(", ")} only.`,
  );
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  if (wanted.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const part = parts[index] ?? "";
    if (segment.startsWith(":")) params[segment.slice(1)] = part;
    else if (segment !== part) return undefined;
  }
  return params;
}
