import { createEmulator, type ChatMessage, type EmulatedBotDefinition } from "../../src/index.js";
import { leaveBot } from "./leave-bot.js";

export const now = (): Date => new Date("2026-05-01T12:00:00Z");
export const spoken = (messages: readonly ChatMessage[]): string[] =>
  messages.map(({ role, text }) => `${role}: ${text}`);
export const contextEnd = (url: string): Pick<EmulatedBotDefinition, "webhook"> => ({
  webhook: { url, secured: false, invocation: "context-end" },
});
export const everyMessage: readonly string[] = [
  "bot: Hello Sam!",
  "visitor: Sing me a song",
  "bot: You said: Sing me a song",
  "visitor: I want to apply for leave",
  "platform: What kind of leave?",
  "visitor: Casual leave",
  "bot: No casual leave left.",
  "visitor: Sick leave",
  "platform: From which day?",
  "visitor: tomorrow",
  "platform: For how many days?",
  "visitor: 3 days",
  'bot: Booked {"leaveType":"sick","from":"2026-05-02","days":3}',
  "visitor: Save a draft",
  "bot: draft of ApplyLeave",
];
/** The server cannot say in between that no casual leave is left. */
export const atTheEnd: readonly string[] = [
  ...everyMessage.slice(0, 6),
  "platform: From which day?",
  "visitor: tomorrow",
  "platform: For how many days?",
  "visitor: 3 days",
  'bot: Booked {"leaveType":"casual","from":"2026-05-02","days":3}',
  "visitor: Save a draft",
  "bot: draft of ApplyLeave",
];

/** The same visitor each time; returns what was said. */
export async function converse(url: string, more: Partial<EmulatedBotDefinition>): Promise<string[]> {
  const bot = leaveBot(url, more);
  const chat = await createEmulator({ bot, now }).openChat({ clientData: { name: "Sam" } });
  await chat.say("Sing me a song");
  await chat.say("I want to apply for leave");
  await chat.choose("casual");
  if (bot.webhook.invocation === "every-message") await chat.choose("sick");
  await chat.say("tomorrow");
  await chat.say("3 days");
  await chat.click("draft");
  return spoken(chat.transcript.turns.flatMap(({ messages }) => messages));
}
