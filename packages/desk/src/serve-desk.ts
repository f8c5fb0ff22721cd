import { randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import {
  createEmulator,
  resend,
  type EmulatedBot,
  type Emulator,
  type Exchange,
  type Limits,
  type OpenRecord,
  type Vault,
  type VisitorIssuer,
} from "@ck/emulator";
import type { Hono } from "hono";
import { describeWrongOptions, RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import type { ServerView } from "./api/views.js";
import { createDesk } from "./desk.js";
import { DeskError } from "./error.js";
import { createApi } from "./http/create-api.js";
import { createEventStreams } from "./http/event-streams.js";
import { createApp } from "./server/create-app.js";
import { createGuard } from "./server/guard.js";
import type { GivenUpJobs } from "./jobs.js";
import { listen } from "./server/listen.js";
import { readPage } from "./server/page-files.js";
import { recordInFolder } from "./server/record-in-folder.js";

/** Options of {@link serveDesk}. */
export interface DeskOptions {
  /** The bot, from `readDefinition` or `defineEmulatedBot` of `@ck/emulator`. */
  readonly bot: EmulatedBot;
  /** The keys of a secured bot; required for one. */
  readonly vault?: Vault | undefined;
  /** Signs whom the site around a chat vouches for; then a chat can be opened for a visitor. Default: nobody can be logged in. */
  readonly visitors?: VisitorIssuer | undefined;
  /** With `visitors`: whom the site vouches for in the first chat of a page, such as `{ id: "u-17" }`. Default: nobody. */
  readonly visitor?: (OpenRecord & { readonly id: string }) | undefined;
  /** Default: 0, any free port. */
  readonly port?: number | undefined;
  /**
   * What the page proves itself with, at least 32 characters of `A-Z a-z 0-9 - _`. Give the same one again, with the same port, and a page that is open
   * goes on after a restart. Default: a new one.
   */
  readonly token?: string | undefined;
  /** The address to listen on, of this machine only. Default `"127.0.0.1"`. */
  readonly host?: "127.0.0.1" | "::1" | undefined;
  /**
   * Host names beside `127.0.0.1` and `localhost` that the page answers under, such as the one of a development container. Default: none.
   */
  readonly allowHosts?: readonly string[] | undefined;
  /** The folder for saved exchanges and chats. Default `".ck/recordings"`. */
  readonly recordings?: string | undefined;
  /** The platform's limits. Default: 5000 ms and 100,000 bytes. */
  readonly limits?: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** Called with errors of the desk itself, never of the webhook. Default: `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /**
   * The durable jobs that were given up, for a tab of the page: what `bullQueue` of `@ck/bullmq` returns. Default: no such tab.
   */
  readonly jobs?: GivenUpJobs | undefined;
  /** The folder of the built page. Default: this package's. */
  readonly page?: string | undefined;
}

const OPTIONS = {
  bot: true,
  vault: true,
  visitors: true,
  visitor: true,
  port: true,
  token: true,
  host: true,
  allowHosts: true,
  recordings: true,
  limits: true,
  now: true,
  onError: true,
  jobs: true,
  page: true,
} satisfies Record<keyof DeskOptions, true>;

/** A running desk. */
export interface ServedDesk {
  /** The address of the page, with this run's token after the `#`. Whoever has it can use the page. */
  readonly url: string;
  /** The emulator behind the page. Chats that you open in it appear on the page. */
  readonly emulator: Emulator;
  /**
   * Replaces the bot, here and on the pages. Chats and exchanges stay.
   *
   * @throws `EmulatorError` `ERR_INVALID_OPTION`: a secured bot without a vault, or a URL that is not http(s)
   */
  readonly use: (bot: EmulatedBot) => Promise<void>;
  /** Shows on the pages what became of the author's server. */
  readonly showServer: (server: ServerView) => void;
  /** Adds an exchange that went on elsewhere, such as one of real traffic, to the inspector. */
  readonly show: (exchange: Exchange) => void;
  /** Closes all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the emulator's page on this machine: a chat as a visitor sees it, beside each request and answer.
 *
 * @throws {@link DeskError} `ERR_LISTEN`: the port cannot be used
 * @throws {@link DeskError} `ERR_INVALID_OPTION`: another host
 * @throws `EmulatorError` `ERR_INVALID_OPTION`: a secured bot without a vault, or a URL that is not http(s)
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
  const wrong = describeWrongOptions(options, Object.keys(OPTIONS), "serveDesk");
  if (wrong !== undefined) throw new DeskError("ERR_INVALID_OPTION", wrong);
  const {
    bot,
    vault,
    port = 0,
    token = newToken(),
    host = "127.0.0.1",
    allowHosts = [],
    recordings = ".ck/recordings",
    now = () => new Date(),
  } = options;
  if (!["127.0.0.1", "::1"].includes(host))
    throw new DeskError("ERR_INVALID_OPTION", 'host must be "127.0.0.1" or "::1": the desk is for this machine only.');
  if (!allowHosts.every((name) => /^[a-z\d.-]+$/i.test(name)))
    throw new DeskError(
      "ERR_INVALID_OPTION",
      "allowHosts must be host names without a scheme, port or wildcard: devbox.example.",
    );
  if (!/^[\w-]{32,200}$/.test(token))
    throw new DeskError(
      "ERR_INVALID_OPTION",
      "token must have from 32 to 200 of the characters A-Z, a-z, 0-9, - and _.",
    );
  const limits = {
    timeoutMs: options.limits?.timeoutMs ?? bot.dialect.timeoutMs ?? RESPONSE_TIMEOUT_MS,
    maxBytes: options.limits?.maxBytes ?? RESPONSE_LIMIT_BYTES,
  };
  const emulator = createEmulator({ bot, vault, visitors: options.visitors, limits, now });
  const page = await readPage(options.page);

  const server = createServer();
  const address = await listen(server, { host, port });
  const streams = createEventStreams();
  const desk = createDesk({
    emulator,
    vault,
    limits,
    resend,
    tell: streams.tell,
    jobs: options.jobs,
    knowsVisitors: options.visitors !== undefined,
    visitor: options.visitor,
  });
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const app = createApp({
    guard: createGuard({ port: address.port, token, allowHosts }),
    webhookUrl: () => emulator.bot.webhook.url,
    page,
    api: createApi({ desk, streams, recordings: recordInFolder(recordings, now), onError }),
    onError,
  });
  server.on("request", listenerOf(app));

  return {
    url: `${address.origin}/#token=${token}`,
    emulator,
    async use(next) {
      emulator.use(next);
      await desk.refreshBot();
    },
    showServer: desk.showServer,
    show: desk.show,
    async close() {
      desk.leave();
      streams.close();
      await closeServer(server);
    },
  };
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}

function listenerOf(app: Hono): RequestListener {
  const listener = getRequestListener(app.fetch, {
    // A library changes nothing for the program around it.
    overrideGlobalObjects: false,
    // A Host or target that no URL can have is refused like a foreign one.
    errorHandler: () => app.request("http://unknown.invalid/"),
  });
  return (request, response) => void listener(request, response);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
