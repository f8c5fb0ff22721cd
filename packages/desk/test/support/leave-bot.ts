import { action, createBot, date, integer, selection, type Bot } from "@ck/bot";
import { defineEmulatedBot, type EmulatedBot, type EmulatedBotDefinition } from "@ck/emulator";
import { card, execution, note, option, prompt, table } from "@ck/protocol";

/** The bot of the author: no casual leave is left, so the kind is asked again with pictures. */
export function createLeaveBot(imagesUrl: string): Bot {
  return createBot({
    actions: {
      ApplyLeave: action({
        params: {
          leaveType: selection({ casual: "Casual leave", sick: "Sick leave", earned: "Earned leave" }),
          from: date(),
          days: integer({ min: 1 }),
        },
        prompt({ params, previousParam }) {
          if (previousParam !== "leaveType" || params.leaveType !== "casual") return undefined;
          return prompt("leaveType", "You don't have enough *casual* leaves. Please choose some other leave type.", {
            options: [
              option("sick", "Sick leave", { image: `${imagesUrl}/sick.svg` }),
              option("earned", "Earned leave", { image: `${imagesUrl}/earned.svg` }),
            ],
          });
        },
        execute: ({ params }) =>
          execution(`Your *${params.leaveType}* leave is booked.`, {
            card: [
              note(
                `#####Leave 2041\n${params.days} days, 5 are left.\n* Tell your team\n* [The rules](https://example.com/rules)`,
              ),
              card("button", { id: "saveDraft", label: "Draft the same for next year", data: { draft: 2041 } }),
              table("What is left", ["Type", "Left"], [["Sick", "5"]]),
            ],
          }),
        buttons: { saveDraft: ({ data }) => `Draft ${textOf(data["draft"], "without a number")} is saved.` },
      }),
      Slow: action({
        params: {},
        execute: async () => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          return "Slow, but here.";
        },
      }),
      Fail: action({
        params: {},
        execute: () => {
          throw new Error("on purpose");
        },
      }),
    },
    welcome: ({ clientData }) => `Hello ${textOf(clientData["name"], "there")}! I can book leave.`,
    fallback: ({ userInput }) => `I can help with leave only. You said: ${userInput}`,
    failure: () => "Sorry, the leave desk is closed. Please try again later.",
  });
}

/** The same as the console has it. */
export function leaveDefinition(url: string, more: Partial<EmulatedBotDefinition> = {}): EmulatedBot {
  return defineEmulatedBot({
    name: "leave_bot",
    webhook: { url },
    handlers: { welcome: true, fallback: true, failure: true },
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave", "I want to take leave"],
        params: [
          {
            name: "leaveType",
            type: "selection",
            prompt: "What kind of leave?",
            options: [
              { id: "casual", label: "Casual leave" },
              { id: "sick", label: "Sick leave" },
              { id: "earned", label: "Earned leave" },
            ],
          },
          { name: "from", type: "date", prompt: "From which day?" },
          { name: "days", type: "integer", prompt: "For how many days?" },
        ],
        buttons: [{ id: "saveDraft", label: "Save as a draft" }],
        followups: ["Hours"],
      },
      { namespace: "Hours", sentences: ["opening hours"], answer: "The office is open from 9 to 17." },
      { namespace: "Slow", sentences: ["take your time"] },
      { namespace: "Fail", sentences: ["break something"] },
    ],
    ...more,
  });
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
}
