import { readDefinition, type EmulatedBot } from "@ck/emulator";
import { definitionFile } from "../folders.js";

/** The leave bot as the console would have it, with its webhook at this URL. */
export async function readLeaveBotDefinition(webhookUrl: string): Promise<EmulatedBot> {
  const bot = await readDefinition(definitionFile);
  return { ...bot, webhook: { ...bot.webhook, url: webhookUrl } };
}
