import { defineEmulatedBot, type DialectDefinition, type EmulatedBot } from "@ck/emulator";
import { createEmulatorWith, type EmulatorOptions, type Send, type Sending, type Sent } from "@ck/emulator/core";
import type { Todo } from "@ck/protocol";
import type { Traffic } from "../../src/index.js";

const ANSWERS: Readonly<Record<Todo, unknown>> = {
  welcome: { welcome_response: { message: "Hello" } },
  fallback: { status: "handled", message: "Yes" },
  prompt: { todo: "prompt" },
  execute: { status: "execution", message: "Done", card: [], data: {} },
  button: { status: "execution", message: "Done", card: [], data: {} },
  failure: { message: "Sorry" },
};

/** A bot with a param of each type. */
export function botWith(dialect: DialectDefinition, secured = false): EmulatedBot {
  const options = [
    { id: "sick", label: "Sick leave" },
    { id: "casual", label: "Casual leave" },
  ];
  return defineEmulatedBot({
    name: "leave_bot",
    webhook: { url: "http://localhost/convokraft", secured },
    handlers: { welcome: true, fallback: true, failure: true },
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave"],
        params: [
          { name: "day", type: "date" },
          { name: "moment", type: "date-time" },
          { name: "hour", type: "time" },
          { name: "days", type: "integer" },
          { name: "share", type: "decimal" },
          { name: "paid", type: "boolean" },
          { name: "period", type: "date-range" },
          { name: "kind", type: "selection", options },
          { name: "kinds", type: "multi-selection", options },
          { name: "reason", type: "string" },
        ],
        buttons: ["draft"],
      },
      { namespace: "MyLeaves", sentences: ["show my leaves"] },
    ],
    dialect,
  });
}

/** Everything that a chat of the emulator sends, with one request of each kind at least, and one that is never answered. */
export async function trafficOf(bot: EmulatedBot, options: Partial<EmulatorOptions> = {}): Promise<Traffic[]> {
  const traffic: Traffic[] = [];
  const send: Send = (sending, { timeoutMs }) => {
    const text = new TextDecoder().decode(sending.body);
    const isSilent = text.includes("silence");
    traffic.push(toTraffic(sending, isSilent ? timeoutMs + 4 : 5, isSilent));
    return Promise.resolve(isSilent ? timedOut(timeoutMs) : answer((JSON.parse(text) as { todo: Todo }).todo));
  };
  const now = (): Date => new Date("2026-05-01T12:00:00Z");
  const emulator = createEmulatorWith(send, { bot, now, ...options });
  const chat = await emulator.openChat({ page: "http://localhost/a/page", clientData: { name: "Zoë" } });
  await chat.say("Nobody understands <this> & 'that' = Zoë / Ωmega");
  await chat.say("silence, please");
  await chat.say("show my leaves");
  await chat.say("apply for leave");
  const replies = ["2030-05-03", "2030-05-03 at 14:30", "9:15", "3", "2.5", "yes", "2030-05-03 to 2030-05-05"];
  for (const reply of [...replies, "Sick leave", "Casual leave", "Because"]) await chat.say(reply);
  await chat.click("draft");
  return traffic;
}

function toTraffic({ headers, body }: Sending, totalMs: number, isSilent: boolean): Traffic {
  const part = { headers: [], body: new Uint8Array(), truncated: false };
  return {
    at: "2026-05-01T12:00:00.000Z",
    request: { method: "POST", target: "/convokraft", httpVersion: "1.1", headers, body, truncated: false },
    ...(!isSilent && { response: { ...part, status: 200, complete: true } }),
    timings: { totalMs },
  };
}

function answer(todo: Todo): Sent {
  const body = new TextEncoder().encode(JSON.stringify(ANSWERS[todo]));
  return {
    ending: { type: "complete" },
    response: { status: 200, headers: [["content-type", "application/json"]], body },
    timings: { totalMs: 5 },
  };
}

function timedOut(totalMs: number): Sent {
  return { ending: { type: "timed-out" }, timings: { totalMs } };
}
