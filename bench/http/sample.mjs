// A request as the platform sends it, and a bot's answer: the same for every contender.
import { Buffer } from "node:buffer";

/** What a visitor writes: 600 bytes, some characters of two and three bytes among them. */
export const WORDS = "Grüße aus Chennai ☕ ".repeat(25);

/** A request like that of docs/contract.md: 1 KB. */
export const body = Buffer.from(
  JSON.stringify({
    todo: "execute",
    bot: { namespace: "leavebot" },
    action: { namespace: "ApplyLeave" },
    environment: "production",
    params: { leaveType: "casual", from: "2026-05-04", days: 2, reason: WORDS },
    userInput: "yes",
    user: {},
    org: {},
    broadcast: { visits: 3 },
    cache: {},
    sessionData: { medium: "chat", client_host: "web", client_identifier: "https://www.example.com/", client_data: {} },
    clientData: { name: "Asha" },
  }),
);

/** What the hand-written routes answer, from the parsed request. */
export function answer({ params, broadcast }) {
  return { status: "execution", message: messageFor(params.days), card: [], data: {}, broadcast };
}

/** The bot that answers the same. */
export function makeBot({ action, createBot }) {
  return createBot({ actions: { ApplyLeave: action({ execute: ({ params }) => messageFor(params.days) }) } });
}

function messageFor(days) {
  return `Your leave of ${days} days is booked.`;
}
