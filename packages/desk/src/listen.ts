import type { Server } from "node:http";
import { DeskError } from "./error.js";

/** Where a server listens. */
export interface Address {
  readonly port: number;
  /** `http://127.0.0.1:4000` */
  readonly origin: string;
}

/** @throws DeskError `ERR_LISTEN` */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(new DeskError("ERR_LISTEN", inWords(cause, port), { cause })),
    );
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners("error");
      const address = server.address();
      const taken = typeof address === "object" && address !== null ? address.port : port;
      resolve({ port: taken, origin: `http://${host.includes(":") ? `[${host}]` : host}:${taken}` });
    });
  });
}

function inWords({ code }: NodeJS.ErrnoException, port: number): string {
  if (code === "EADDRINUSE")
    return `The port ${port} is taken by another program. Choose another one, or 0 for any that is free.`;
  if (code === "EACCES") return `This user may not listen on port ${port}. Choose one above 1023.`;
  return `Port ${port} cannot be listened on (${String(code)}). Choose another one.`;
}
