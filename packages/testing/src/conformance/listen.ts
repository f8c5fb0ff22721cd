import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Served } from "./adapter.js";

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown;

/**
 * Starts a server of Node's `http` module on a free port of the loopback address.
 *
 * @param app - a request listener, or a server that is not listening yet
 * @param path - the webhook's path; default `/convokraft`
 * @returns the webhook's URL, and a function that closes the server
 *
 * @example
 * ```ts
 * import { listen } from "@ck/testing";
 *
 * const { url, close } = await listen((req, res) => void res.end("Hello!"));
 * await (await fetch(url)).text(); // → "Hello!"
 * await close();
 * ```
 */
export async function listen(app: Listener | Server, path = "/convokraft"): Promise<Served> {
  const server = typeof app === "function" ? createServer((req, res) => void app(req, res)) : app;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
