import type { Server } from "node:http";
import { DeskError } from "../error.js";

/** Where a server listens. */
export interface Address {
  readonly port: number;
  /** `http://127.0.0.1:4000` */
  readonly origin: string;
}

/**
 * Starts to listen.
 *
 * @throws DeskError `ERR_LISTEN`
 */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(new DeskError("ERR_LISTEN", describe(cause, port), { cause })),
    );
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners("error");
      const address = server.address();
      const taken = typeof address === "object" && address !== null ? address.port : port;
      resolve({ port: taken, origin: `http://${host.includes(":") ? `[${host}]` : host}:${taken}` });
    });
  });
}

function describe({ code }: NodeJS.ErrnoException, port: number): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is in use by another program. Choose another one, or 0 for any free port.`;
  if (code === "EACCES") return `You may not listen on port ${port}. Choose one above 1023.`;
  return `Port ${port} cannot be used (${String(code)}). Choose another one.`;
}
