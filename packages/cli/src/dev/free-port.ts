import { createServer } from "node:net";

const PORTS = 100;

/** Finds a port that nobody listens at, from one on. Somebody else may still take it before it is used. */
export async function findFreePort(first: number): Promise<number> {
  for (let port = first; port < first + PORTS; port++) if (await isFree(port)) return port;
  return first;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    // At all addresses, as most servers listen.
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
