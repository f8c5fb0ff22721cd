/**
 * The process in which `ck dev` runs the author's file: it loads the file, serves the bot if one is exported, and tells
 * `ck dev` what is mounted and where it listens.
 *
 * @module
 */
import { subscribe } from "node:diagnostics_channel";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import * as nodeModule from "node:module";
import net from "node:net";
import { pathToFileURL } from "node:url";
import { BOT_CHANNEL, defineConsole, type Bot } from "@ck/bot";
import { webhook } from "@ck/node";
import type { ServerMessage, ServerSettings } from "./server-message.js";

/** How many ports are tried for an exported bot. */
const PORTS = 50;

const [node = process.execPath, , entry = "", text = "{}"] = process.argv;
const settings = JSON.parse(text) as ServerSettings;
// As if the author's file had been started by itself.
process.argv = [node, entry];
// Without `ck dev` there is nobody to stop this process.
process.once("disconnect", () => process.exit());
// Nor is it a reason to go on for a file that has nothing left to do.
process.channel?.unref();

let isMounted = false;
let isOurs = false;
subscribe(BOT_CHANNEL, (bot) => {
  if (!isMounted) void tell({ type: "bot", definition: defineConsole(bot as Bot, nameOf(bot as Bot)) });
  isMounted = true;
});
followServers();
findTypeScript();
if (existsSync(".env")) process.loadEnvFile(".env");

void load();

async function load(): Promise<void> {
  try {
    const bot = exportedBot(await import(pathToFileURL(entry).href));
    if (bot !== undefined && !isMounted) await serve(bot);
    await tell({ type: "loaded" });
  } catch (error) {
    await tell({ type: "failed", error: String(error), code: codeOf(error) });
    // Node shows an error that nobody catches with the line that caused it.
    throw error;
  }
}

function tell(message: ServerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

function nameOf(bot: Bot): { readonly name?: string } {
  return bot.name === undefined ? { name: settings.name } : {};
}

/** Tells where the author's server listens, whichever library it uses. */
function followServers(): void {
  const { prototype } = net.Server;
  const emit = Reflect.get(prototype, "emit") as (event: string | symbol, ...values: unknown[]) => boolean;
  prototype.emit = function (this: net.Server, event: string | symbol, ...values: unknown[]): boolean {
    const address = event === "listening" ? this.address() : null;
    if (typeof address === "object" && address !== null)
      void tell({ type: "listening", host: address.address, port: address.port });
    const { code, port } = Object(values[0]) as { readonly code?: unknown; readonly port?: unknown };
    if (event === "error" && code === "EADDRINUSE" && typeof port === "number" && !isOurs)
      void tell({ type: "port-taken", port });
    return Reflect.apply(emit, this, [event, ...values]);
  };
}

type Resolve = (specifier: string, context: unknown) => unknown;

/** Node's own hooks, from 22.15 and 23.5 on. */
interface Hooks {
  readonly registerHooks?: (hooks: {
    readonly resolve: (specifier: string, context: unknown, next: Resolve) => unknown;
  }) => unknown;
}

/** Node strips types, but does not find `bot.ts` for `./bot.js`, as TypeScript and the other loaders do. */
function findTypeScript(): void {
  const { typescript } = process.features as { readonly typescript?: unknown };
  if (typescript === undefined || typescript === false) return;
  (nodeModule as Hooks).registerHooks?.({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const isRelative = /^(?:\.{1,2}\/|file:)/.test(specifier);
        if (!isRelative || !/\.[cm]?js$/.test(specifier) || codeOf(error) !== "ERR_MODULE_NOT_FOUND") throw error;
        return next(specifier.replace(/js$/, "ts"), context);
      }
    },
  });
}

/** The bot that a file exports: as default or as `bot`, also from CommonJS. */
function exportedBot(exported: unknown): Bot | undefined {
  const { default: main, bot } = Object(exported) as { readonly default?: unknown; readonly bot?: unknown };
  const inner = Object(main) as { readonly default?: unknown; readonly bot?: unknown };
  return [main, bot, inner.default, inner.bot].find(isBot);
}

function isBot(value: unknown): value is Bot {
  const { actions, findAction } = Object(value) as Partial<Bot>;
  return typeof actions === "object" && typeof findAction === "function";
}

async function serve(bot: Bot): Promise<void> {
  isOurs = true;
  const publicKey = settings.secured ? (process.env["CK_PUBLIC_KEY"] ?? "") : false;
  const server = createServer(webhook(bot, { publicKey }));
  for (let port = settings.port; ; port++)
    if (await listen(server, port, { isLast: port >= settings.port + PORTS })) return;
}

function listen(server: Server, port: number, { isLast }: { readonly isLast: boolean }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      server.off("listening", onListening);
      if (codeOf(error) === "EADDRINUSE" && !isLast) resolve(false);
      else reject(error);
    };
    const onListening = (): void => {
      server.off("error", onError);
      resolve(true);
    };
    server.once("error", onError).once("listening", onListening);
    server.listen(port, "127.0.0.1");
  });
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}
