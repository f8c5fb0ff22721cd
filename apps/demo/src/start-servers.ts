import type { Bot } from "@ck/bot";
import { listen, type Listening, type ListenOptions } from "./listen.js";
import { createExpressApp, createKoaApp, WEBHOOK_PATH, type ServerOptions } from "./server.js";
import type { Settings } from "./program/settings.js";

/** One of the two servers. */
export interface BotServer extends Listening {
  readonly framework: Framework;
  /** The URL of the webhook. */
  readonly webhookUrl: string;
}

export type Framework = "Express" | "Koa";

/**
 * Checks that the ports are free before the slow part of a start.
 * @throws SetupError if one is not
 */
export async function checkPorts({ host, port, koaPort }: Pick<Settings, "host" | "port" | "koaPort">): Promise<void> {
  const probe = async (address: ListenOptions): Promise<void> => (await listen(() => undefined, address)).close(0);
  await probe({ port, host, variable: "PORT" });
  await probe({ port: koaPort, host, variable: "KOA_PORT" });
}

/**
 * Starts the bot in Express and in Koa, each on its port.
 * @throws SetupError if a port is taken; then neither runs
 */
export async function startServers(
  bot: Bot,
  { host, port, koaPort }: Pick<Settings, "host" | "port" | "koaPort">,
  optionsFor: (framework: Framework) => ServerOptions,
): Promise<readonly [BotServer, BotServer]> {
  const expressApp = createExpressApp(bot, optionsFor("Express"));
  const koaApp = createKoaApp(bot, optionsFor("Koa")).callback();
  const express = await listen(expressApp, { port, host, variable: "PORT" });
  try {
    // Koa's listener answers errors itself and never rejects.
    const koa = await listen((req, res) => void koaApp(req, res), { port: koaPort, host, variable: "KOA_PORT" });
    return [asBotServer("Express", express), asBotServer("Koa", koa)];
  } catch (error) {
    await express.close(0);
    throw error;
  }
}

function asBotServer(framework: Framework, server: Listening): BotServer {
  return { framework, webhookUrl: server.url + WEBHOOK_PATH, ...server };
}
