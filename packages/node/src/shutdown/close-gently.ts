import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type * as http from "node:http";
import type * as net from "node:net";
import type { Server } from "node:net";
import { markClosing, noteSession, sessionsOf } from "./closing.js";

/**
 * How long no request may have arrived before idle connections are closed, in ms. A caller may send a request on an idle
 * connection at the moment in which it is closed, and that request is lost. While requests arrive, each answer closes
 * its connection without that risk.
 */
const QUIET_MS = 1_000;
const SWEEP_MS = 50;

/** With this as its last stream, a GOAWAY frame refuses none: RFC 9113 §6.8 starts a graceful shutdown with one. */
const ANY_STREAM = 2 ** 31 - 1;

/** Stops accepting connections. `closed` resolves once callers and server have closed all that are open. */
export async function closeGently(server: Server): Promise<{ readonly closed: Promise<void> }> {
  // Connections that wait to be accepted are accepted first: closing would reset them.
  await new Promise((resolve) => setImmediate(resolve));
  let lastRequest = performance.now();
  const ask = (req: IncomingMessage | Http2ServerRequest, res: ServerResponse | Http2ServerResponse): void => {
    lastRequest = performance.now();
    if ("stream" in req) {
      noteSession(req);
      if (req.stream.session !== undefined) goAway(req.stream.session);
    } else if (!res.headersSent) res.setHeader("connection", "close");
  };
  markClosing(server);
  // A server that nobody listens to for the others handles them itself.
  const events = ["request", "checkContinue", "checkExpectation"].filter((name) => server.listenerCount(name) > 0);
  for (const name of events) server.prependListener(name, ask);
  for (const session of sessionsOf(server)) goAway(session);
  stopListening(server);

  const closed = new Promise<void>((resolve) => {
    const finish = (): void => {
      clearInterval(sweep);
      for (const name of events) server.off(name, ask);
      resolve();
    };
    const sweep = setInterval(() => {
      if (performance.now() - lastRequest >= QUIET_MS) closeIdle(server);
      // A server that had stopped listening before emits no "close" event now.
      server.getConnections((_error, count) => count === 0 && finish());
    }, SWEEP_MS).unref();
    server.once("close", finish);
  });
  return { closed };
}

/** Cuts what is still open, and gives the number of connections. */
export async function cutConnections(server: Server): Promise<number> {
  // Counted first: Node 26 takes a connection that never sent a byte for an idle one, and earlier versions do not.
  const count = await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  closeIdle(server);
  builtin("node:http").Server.prototype.closeAllConnections.call(server);
  for (const session of sessionsOf(server)) session.destroy();
  return count;
}

/** Without the override of `http.Server`, which closes idle connections at once. */
function stopListening(server: Server): void {
  if (!server.listening) return;
  const { Server: NetServer } = builtin("node:net");
  if (server instanceof NetServer) NetServer.prototype.close.call(server);
  else (server as Server).close();
}

function closeIdle(server: Server): void {
  // The method of `http.Server`: a server of `http2` that allows HTTP/1 keeps the same list, and has no method for it.
  builtin("node:http").Server.prototype.closeIdleConnections.call(server);
  for (const session of sessionsOf(server)) session.close();
}

function goAway(session: {
  readonly closed: boolean;
  readonly destroyed: boolean;
  goaway: (code: number, last: number) => void;
}): void {
  if (!session.closed && !session.destroyed) session.goaway(0, ANY_STREAM);
}

/** This package loads in every runtime, and so imports no module of Node's. */
function builtin(name: "node:http"): typeof http;
function builtin(name: "node:net"): typeof net;
function builtin(name: string): unknown {
  return process.getBuiltinModule(name);
}
