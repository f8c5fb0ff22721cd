import { describe, expect, it } from "vitest";
import { createEmulator, type ChatMessage } from "../src/index.js";
import { leaveBot } from "./leave-bot.js";
import { leaveServer, nameOf, servePlain } from "./plain-server.js";

const now = (): Date => new Date("2026-05-01T12:00:00Z");
const spoken = (messages: readonly ChatMessage[]): string[] => messages.map(({ role, text }) => `${role}: ${text}`);

describe("a chat with a server that has none of our packages", () => {
  it("goes as the contract says when the webhook is called after every message", async () => {
    const server = await servePlain(leaveServer);
    const chat = await createEmulator({ bot: leaveBot(server.url), now }).openChat({ clientData: { name: "Sam" } });
    const talk = [
      chat.transcript.turns[0]!.messages,
      await chat.say("Sing me a song"),
      await chat.say("I want to apply for leave"),
      await chat.choose("casual"),
      await chat.choose("sick"),
      await chat.say("tomorrow"),
      await chat.say("3 days"),
      await chat.click("draft"),
    ];
    expect(talk.flatMap(spoken)).toEqual([
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
    ]);
    const course = server.requests.map(({ todo, previousParam }) => `${todo} ${nameOf(previousParam)}`.trim());
    expect(course).toEqual([
      "welcome",
      "fallback",
      "prompt leaveType",
      "prompt leaveType",
      "prompt from",
      "prompt days",
      "execute",
      "button",
    ]);
  });
});
