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
import { BOT_CHANNEL, BOTS_CHANNEL, defineConsole, type Bot, type Bots } from "@ck/bot";
import { webhook, type NodeListener } from "@ck/node";
import { keyVariable } from "./key-variable.js";
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
subscribe(BOTS_CHANNEL, (bots) => {
  if (isMounted) return;
  const definitions = Object.entries(bots as Bots).map(([name, bot]) => defineConsole(bot, { name }));
  // Each of them is published by itself too.
  isMounted = true;
  void tell({ type: "bots", definitions });
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

interface Exported {
  readonly default?: unknown;
  readonly bot?: unknown;
  readonly bots?: unknown;
}

/** The bot or the bots that a file exports: as default, as `bot` or as `bots`, also from CommonJS. */
function exportedBot(exported: unknown): Bot | Bots | undefined {
  const { default: main, bot, bots } = Object(exported) as Exported;
  const inner = Object(main) as Exported;
  const one = [main, bot, inner.default, inner.bot].find(isBot);
  return one ?? [main, bots, inner.default, inner.bots].find(areBots);
}

/** Tells whether a value is several bots by name. */
function areBots(value: unknown): value is Bots {
  if (Object.prototype.toString.call(value) !== "[object Object]") return false;
  const bots = Object.values(value as object);
  return bots.length > 0 && bots.every(isBot);
}

function isBot(value: unknown): value is Bot {
  const { actions, findAction } = Object(value) as Partial<Bot>;
  return typeof actions === "object" && typeof findAction === "function";
}

function listenerOf(mountable: Bot | Bots): NodeListener {
  if (!settings.secured) return webhook(mountable, { publicKey: false });
  if (isBot(mountable)) return webhook(mountable, { publicKey: process.env["CK_PUBLIC_KEY"] ?? "" });
  const keys = Object.keys(mountable).map((name) => [name, process.env[keyVariable(name)]] as const);
  return webhook(mountable, { publicKey: Object.fromEntries(keys) });
}

async function serve(mountable: Bot | Bots): Promise<void> {
  isOurs = true;
  const server = createServer(listenerOf(mountable));
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
