import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { shutdown, type ShutdownOptions } from "@ck/node";
import { SetupError } from "./program/setup-error.js";

/** Where to listen. */
export interface ListenOptions {
  /** 0 picks any free port. */
  readonly port: number;
  readonly host: string;
  /** The environment variable that sets the port, for the message when it is taken. */
  readonly variable: string;
}

/** A server that accepts requests. */
export interface Listening {
  /** `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Shuts the server down: requests in flight and promised work have `graceMs` to finish. */
  close(graceMs: number, options?: Pick<ShutdownOptions, "work" | "health">): Promise<void>;
}

/**
 * Starts an HTTP server.
 * @throws SetupError if the address is not available
 */
export async function listen(listener: RequestListener, { port, host, variable }: ListenOptions): Promise<Listening> {
  const server = createServer(listener);
  // Longer than a proxy keeps an idle connection (nginx: 60 s). If Node closes one first, a request on it gets a 502.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, { port, host, variable })));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    async close(graceMs, options) {
      await shutdown(server, { ...options, graceMs });
    },
  };
}

function explain(error: NodeJS.ErrnoException, { port, host, variable }: ListenOptions): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new SetupError(
        `Port ${port} on ${host} is taken. Stop what is listening there, or set ${variable} to another port (0 picks a free one).`,
      );
    case "EACCES":
      return new SetupError(`This process may not listen on port ${port}. Set ${variable} to one above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new SetupError(
        `${host} is not an address of this machine. Set HOST to 127.0.0.1 to listen on this machine only, or to 0.0.0.0 for all its networks.`,
      );
    default:
      return error;
  }
}
