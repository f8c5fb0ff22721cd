import { connect as connectTcp, createServer, isIP, type AddressInfo, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import { checkOptions } from "../check-options.js";
import { ListenError } from "../error.js";
import { createTap, type Tap } from "../http/tap.js";
import type { Traffic } from "../traffic.js";

/** Options of {@link listen}. */
export interface ListenOptions {
  /** The server to forward to: http or https. Only its host and port count: the path of a request stays as it is. */
  readonly forward: string;
  /** The port to listen on. Default 0: a free one. */
  readonly port?: number | undefined;
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Called with each request and its answer, after they went through. What it throws does not touch the traffic. */
  readonly onTraffic?: ((traffic: Traffic) => void) | undefined;
  /** Called if a connection cannot be followed, so that its requests are not recorded; they go through all the same. */
  readonly onLost?: ((reason: string) => void) | undefined;
  /** Called if the server cannot be reached. The caller sees its connection reset. */
  readonly onUnreachable?: ((code: string) => void) | undefined;
  /** The most that is kept of a body, in bytes. Default 1,000,000. */
  readonly maxBodyBytes?: number | undefined;
}

const OPTIONS = {
  forward: true,
  port: true,
  host: true,
  onTraffic: true,
  onLost: true,
  onUnreachable: true,
  maxBodyBytes: true,
} satisfies Record<keyof ListenOptions, true>;

/** A running proxy. */
export interface Listening {
  readonly port: number;
  /** Stops listening, and ends open connections. */
  readonly close: () => Promise<void>;
}

/**
 * Forwards every connection to a server, byte for byte in both directions, and watches the HTTP requests that go through.
 *
 * @param options - where to listen and to forward
 * @returns the proxy, once it listens
 * @throws {@link ListenError} `ERR_INVALID_OPTION`: the URL is not http(s); `ERR_PORT`: the port cannot be listened on
 * @example
 * ```ts
 * import { listen } from "@ck/listen";
 *
 * const { port, close } = await listen({
 *   forward: "http://localhost:3000",
 *   onTraffic: ({ request, response }) => console.log(request.method, request.target, response?.status),
 * });
 * console.log(port > 0); // true
 * await close();
 * ```
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  checkOptions(options, OPTIONS, "listen");
  const { port = 0, host = "127.0.0.1", onTraffic, onLost, onUnreachable, maxBodyBytes = 1_000_000 } = options;
  const connect = connectorOf(options.forward);
  const open = new Set<Socket>();
  const now = (): number => performance.now();
  const quietly =
    <Value>(call: ((value: Value) => void) | undefined) =>
    (value: Value): void => {
      try {
        call?.(value);
      } catch {
        // Whoever listens must not stop the traffic.
      }
    };

  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    const tap = createTap({ onTraffic: quietly(onTraffic), onLost: quietly(onLost), maxBodyBytes, now });
    const upstream = connect();
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    }
    join(client, upstream, tap, quietly(onUnreachable));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new ListenError("ERR_PORT", `Port ${port} of ${host} cannot be listened on (${String(cause.code)}).`, {
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
  // Running out of file descriptors, say: the next connection may be accepted again.
  server.on("error", () => undefined);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function join(client: Socket, upstream: Socket, tap: Tap, onUnreachable: (code: string) => void): void {
  const connected = upstream instanceof TLSSocket ? "secureConnect" : "connect";
  let isConnected = false;
  upstream.once(connected, () => {
    isConnected = true;
    // `pipe` first: the bytes go out before they are looked at.
    client.pipe(upstream).on("error", () => undefined);
    client.on("data", (chunk: Buffer) => tap.request(chunk));
    upstream.pipe(client).on("error", () => undefined);
    upstream.on("data", (chunk: Buffer) => tap.response(chunk));
    upstream.once("end", () => tap.responseEnd());
  });
  // A reset on one side becomes a reset on the other: as without a proxy.
  client.on("error", () => reset(upstream));
  upstream.on("error", ({ code = "unknown" }: NodeJS.ErrnoException) => {
    if (!isConnected) onUnreachable(code);
    reset(client);
  });
  let closed = 0;
  const onClose = (): void => {
    closed += 1;
    if (closed === 2) tap.close();
  };
  client.once("close", () => {
    onClose();
    if (!upstream.writableEnded) reset(upstream);
  });
  upstream.once("close", () => {
    onClose();
    if (!client.writableEnded) reset(client);
  });
}

function reset(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket instanceof TLSSocket || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}

function connectorOf(forward: string): () => Socket {
  const url = URL.canParse(forward) ? new URL(forward) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new ListenError("ERR_INVALID_OPTION", "forward must be a URL that begins with http:// or https://.");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isSecure = url.protocol === "https:";
  const port = url.port === "" ? (isSecure ? 443 : 80) : Number(url.port);
  const connect = (): Socket => connectTcp({ host, port, noDelay: true, allowHalfOpen: true });
  // An IP address is not a server name.
  const servername = isIP(host) === 0 ? host : "";
  return isSecure ? () => connectTls({ socket: connect(), servername, ALPNProtocols: ["http/1.1"] }) : connect;
}
