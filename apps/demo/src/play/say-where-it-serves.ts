import type { Sign } from "@ck/emulator";
import type { BotServer } from "../start-servers.js";
import { signedCurl } from "./curl.js";
import type { Terminal } from "./transcript/terminal.js";

/** What {@link sayWhereItServes} says. */
export interface ServingOptions {
  /** The emulator's page. */
  readonly pageUrl: string;
  readonly servers: readonly BotServer[];
  readonly sign: Sign;
  readonly terminal: Terminal;
}

/** Prints where the page and the servers are, and a request to send. */
export async function sayWhereItServes({ pageUrl, servers, sign, terminal }: ServingOptions): Promise<void> {
  const { print, style } = terminal;
  print("");
  print(style("bold", "Talk to the bot yourself, and see each request and answer:"));
  print(pageUrl);
  print('Say "I want to apply for leave", choose casual leave, and ask for 5 days: there are only 2.');
  print("");
  print(style("bold", "Still serving. Ctrl-C stops."));
  for (const { framework, webhookUrl } of servers) print(`${framework.padEnd(9)}${webhookUrl}`);
  const [server] = servers;
  if (server === undefined) return;
  print("");
  print(style("bold", "A signed request, to paste into another terminal. Sent a second time, it is refused:"));
  print(await signedCurl(server.webhookUrl, sign));
}
