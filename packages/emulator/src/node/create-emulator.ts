import { createEmulatorWith, type Emulator, type EmulatorOptions } from "../chat/emulator.js";
import { sendOverHttp } from "./send.js";

/**
 * Creates the platform for one bot: it opens chats, and calls the bot's webhook over HTTP as the platform does.
 *
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: a secured bot without a vault, a URL that is not http(s), wrong limits
 * @example
 * ```ts
 * import { createEmulator, type EmulatedBot, type Vault } from "@ck/emulator";
 *
 * async function tryBot(bot: EmulatedBot, vault: Vault): Promise<void> {
 *   const chat = await createEmulator({ bot, vault }).openChat({ clientData: { name: "Sam" } });
 *   for (const { role, text } of await chat.say("Apply for leave")) console.log(`${role}: ${text}`);
 * }
 * ```
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  return createEmulatorWith(sendOverHttp, options);
}
