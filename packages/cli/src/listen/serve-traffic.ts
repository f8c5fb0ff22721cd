import type { ServedDesk } from "@ck/desk";
import { defineEmulatedBot, type EmulatedBot } from "@ck/emulator";
import type { Run } from "../context.js";
import type { ProjectFlags } from "../flags.js";
import { recordingsFolder } from "../project/find-recording.js";
import { openProjectVault } from "../project/open-vault.js";

/** Serves the emulator's page for traffic. Without a definition, the bot has no actions, and nothing is signed. */
export async function serveTraffic(
  url: string,
  definition: EmulatedBot | undefined,
  flags: ProjectFlags,
  { terminal }: Run,
): Promise<ServedDesk> {
  const bot = definition ?? defineEmulatedBot({ name: "bot", webhook: { url, secured: false } });
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : undefined;
  await vault?.secure();
  // Only this option needs the page and its server.
  const { serveDesk } = await import("@ck/desk");
  return serveDesk({ bot: { ...bot, webhook: { ...bot.webhook, url } }, vault, recordings: recordingsFolder(flags) });
}
