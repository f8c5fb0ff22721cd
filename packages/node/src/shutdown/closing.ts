import type { Server } from "node:net";
import type { ServerHttp2Session } from "node:http2";
import type { NodeRequest } from "../node-http.js";

/** On a server. By `Symbol.for`, so that the ESM and the CJS copy of this package share them. */
const CLOSING: unique symbol = Symbol.for("@ck/node:closing");
const SESSIONS: unique symbol = Symbol.for("@ck/node:sessions");
const STREAMS: unique symbol = Symbol.for("@ck/node:streams");

/** A server, and what this package notes on it. */
export type NotedServer = Server & {
  /** Answers ask their caller to close the connection. */
  [CLOSING]?: true;
  /** The HTTP/2 sessions that had a request: Node keeps no list of them. */
  [SESSIONS]?: Set<ServerHttp2Session>;
  /** Ends an answer that goes on and on. */
  [STREAMS]?: Set<() => void>;
};

/** Has every answer from now on ask its caller to close the connection. */
export function markClosing(server: NotedServer): void {
  server[CLOSING] = true;
  for (const end of server[STREAMS] ?? []) end();
}

/**
 * Calls `end` when the server of a request is about to close: for an answer that goes on and on.
 *
 * @returns call it once the answer has ended
 */
export function onClosing(req: NodeRequest, end: () => void): () => void {
  const server = serverOf(req);
  if (server === undefined) return () => undefined;
  if (server[CLOSING] === true) end();
  const streams = (server[STREAMS] ??= new Set());
  streams.add(end);
  return () => streams.delete(end);
}

/** Whether the server of an HTTP/1 request is about to close. */
export function isClosing(req: NodeRequest): boolean {
  return serverOf(req)?.[CLOSING] === true;
}

function serverOf(req: NodeRequest): NotedServer | undefined {
  if ("stream" in req) return sessionOf(req)?.server;
  // `socket.server` is missing in Node's types, and the socket in test mocks.
  const { socket } = req as { readonly socket?: { readonly server?: NotedServer } };
  return socket?.server;
}

/** Notes the session of an HTTP/2 request on its server. */
export function noteSession(req: NodeRequest): void {
  const session = sessionOf(req);
  const server = session?.server;
  if (session == null || server === undefined) return;
  const sessions = sessionsOf(server);
  if (sessions.has(session)) return;
  sessions.add(session);
  session.once("close", () => sessions.delete(session));
}

function sessionOf(req: NodeRequest): (ServerHttp2Session & { server?: NotedServer }) | null | undefined {
  return "stream" in req ? (req.stream.session as (ServerHttp2Session & { server?: NotedServer }) | null) : null;
}

/** The HTTP/2 sessions of a server that had a request and are still open. */
export function sessionsOf(server: NotedServer): Set<ServerHttp2Session> {
  return (server[SESSIONS] ??= new Set());
}
