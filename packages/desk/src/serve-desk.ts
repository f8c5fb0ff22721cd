import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createEmulator, type EmulatedBot, type Emulator, type Limits, type Vault } from "@ck/emulator";
import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import { createDesk } from "./desk.js";
import { DeskError } from "./error.js";
import { createEventStreams } from "./http/event-stream.js";
import { createGuard } from "./http/guard.js";
import { createListener } from "./http/create-listener.js";
import { readPage } from "./http/page-files.js";
import { securityHeaders } from "./http/security-headers.js";
import { listen } from "./listen.js";
import { createRecordings } from "./recordings.js";
import { botRoutes } from "./routes/bot-routes.js";
import { chatRoutes } from "./routes/chat-routes.js";
import { eventRoute } from "./routes/event-route.js";
import { exchangeRoutes } from "./routes/exchange-routes.js";

/** What {@link serveDesk} takes. */
export interface DeskOptions {
  /** The bot, as `readDefinition` or `defineEmulatedBot` of `@ck/emulator` gives it. */
  readonly bot: EmulatedBot;
  /** The keys of a secured bot. */
  readonly vault?: Vault | undefined;
  /** Default: 0, a port that is free. */
  readonly port?: number | undefined;
  /** The address to listen on: this machine's own only. Default `"127.0.0.1"`. */
  readonly host?: "127.0.0.1" | "::1" | undefined;
  /** Where exchanges and chats are saved, from the working directory. Default `".ck/recordings"`. */
  readonly recordings?: string | undefined;
  /** The platform's limits. Default: 5000 ms and 100,000 bytes (contract §4). */
  readonly limits?: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** Told of what goes wrong in the desk itself, which is never the webhook's fault. Default: `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** The folder of the built page. Default: the one in this package. */
  readonly page?: string | undefined;
}

/** A desk that is being served. */
export interface ServedDesk {
  /** The address of the page, with the token of this run behind the `#`. Whoever has it can use the page: print it for the one person at the desk. */
  readonly url: string;
  /** The emulator behind it. Chats that are opened here are seen on the page. */
  readonly emulator: Emulator;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the emulator's page on this machine: a chat as a visitor sees it, beside each request and answer.
 *
 * @throws DeskError `ERR_LISTEN` where the port cannot be had, `ERR_INVALID_OPTION` for another host; EmulatorError `ERR_INVALID_OPTION` for a secured bot without a
 *   vault or a URL that is not http(s)
 * @example
 * ```ts
 * import { serveDesk } from "@ck/desk";
 * import { openVault, readDefinition } from "@ck/emulator";
 *
 * async function start(): Promise<void> {
 *   const vault = await openVault(".ck", { keyFile: ".ck/vault.key" });
 *   const desk = await serveDesk({ bot: await readDefinition(), vault, port: 4000 });
 *   console.log(desk.url);
 * }
 * ```
 */
export async function serveDesk(options: DeskOptions): Promise<ServedDesk> {
  const { bot, vault, port = 0, host = "127.0.0.1", recordings = ".ck/recordings", now = () => new Date() } = options;
  if (!["127.0.0.1", "::1"].includes(host))
    throw new DeskError("ERR_INVALID_OPTION", 'host must be "127.0.0.1" or "::1": the desk is for this machine only.');
  const limits = {
    timeoutMs: options.limits?.timeoutMs ?? RESPONSE_TIMEOUT_MS,
    maxBytes: options.limits?.maxBytes ?? RESPONSE_LIMIT_BYTES,
  };
  const sign = vault?.signer(bot.dialect.signature);
  const emulator = createEmulator({ bot, sign, limits, now });
  const page = await readPage(options.page);

  const server = createServer();
  const address = await listen(server, { host, port });
  const streams = createEventStreams();
  const token = randomBytes(32).toString("base64url");
  const desk = createDesk({ emulator, vault, limits, tell: streams.tell });
  const files = createRecordings(recordings, now);
  const listener = createListener({
    guard: createGuard({ port: address.port, token }),
    headers: securityHeaders(bot.webhook.url),
    page,
    routes: [eventRoute(desk, streams), ...chatRoutes(desk, files), ...exchangeRoutes(desk, files), ...botRoutes(desk)],
    onError: options.onError ?? ((error) => console.error(error)),
  });
  server.on("request", listener);

  return {
    url: `${address.origin}/#token=${token}`,
    emulator,
    async close() {
      desk.leave();
      streams.close();
      await closeServer(server);
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
