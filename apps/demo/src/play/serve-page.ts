import path from "node:path";
import type { ServedDesk } from "@ck/desk";
import type { BotServer } from "../start-servers.js";
import { readLeaveBotDefinition } from "./leave-bot-definition.js";
import type { Company } from "./company.js";
import type { PlatformKeys } from "./platform-keys.js";

/** Whose bot is on the page. */
export interface PageOptions {
  /** The page talks to the first. */
  readonly servers: readonly [BotServer, ...BotServer[]];
  readonly keys: Pick<PlatformKeys, "vault" | "folder">;
  readonly company: Company;
}

/** Serves the emulator's page on a free port. What is saved there goes beside the keys. */
export async function servePage({
  servers: [server],
  keys: { vault, folder },
  company,
}: PageOptions): Promise<ServedDesk> {
  // Loaded here only: with --once there is no page.
  const { serveDesk } = await import("@ck/desk");
  const bot = await readLeaveBotDefinition(server.webhookUrl);
  return serveDesk({
    bot,
    vault,
    visitors: company.issuer,
    // Whoever tries the bot is logged in: without that, it books no leave.
    visitor: { id: "sam@example.com" },
    recordings: path.join(folder, "recordings"),
  });
}
