import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SetupError } from "./setup-error.js";

/** Where to listen. */
export interface ListenOptions {
  /** 0 takes any port that is free. */
  readonly port: number;
  readonly host: string;
  /** The environment variable that the port comes from, for the message when it is taken. */
  readonly variable: string;
}

/** A server that accepts requests. */
export interface Listening {
  /** `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Stops accepting and lets the requests in flight finish, for `graceMs` at most; then their connections are cut. */
  close(graceMs: number): Promise<void>;
}

/**
 * Starts an HTTP server.
 * @throws SetupError where the address cannot be had
 */
export async function listen(listener: RequestListener, { port, host, variable }: ListenOptions): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, { port, host, variable })));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    close: (graceMs) => close(server, graceMs),
  };
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // A connection that is kept alive turns idle only once its answer is out: looked for again and again.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, { port, host, variable }: ListenOptions): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new SetupError(
        `Port ${port} on ${host} is taken. Stop what listens there, or set ${variable} to another port (0 takes any that is free).`,
      );
    case "EACCES":
      return new SetupError(`Port ${port} needs more rights than this process has. Set ${variable} to one above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new SetupError(
        `${host} is no address of this machine. Set HOST to 127.0.0.1 for this machine alone, or to 0.0.0.0 for all of its networks.`,
      );
    default:
      return error;
  }
}
