import { defineEmulatedBot, type EmulatedBot, type EmulatedBotDefinition } from "../../src/core.js";

/** The bot that the tests talk to, as the console would have it. */
export function leaveBot(url: string, more: Partial<EmulatedBotDefinition> = {}): EmulatedBot {
  return defineEmulatedBot({
    name: "leave_bot",
    webhook: { url, secured: false },
    handlers: { welcome: true, fallback: true, failure: true },
    failureMessage: "Please try again later.",
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave", "book leave"],
        params: [
          {
            name: "leaveType",
            type: "selection",
            prompt: "What kind of leave?",
            options: [
              { id: "casual", label: "Casual leave" },
              { id: "sick", label: "Sick leave" },
            ],
          },
          { name: "from", type: "date", prompt: "From which day?" },
          { name: "days", type: "integer", prompt: "For how many days?" },
        ],
        buttons: [{ id: "draft", label: "Save a draft" }],
        followups: ["MyLeaves"],
      },
      { namespace: "MyLeaves", sentences: ["show my leaves"] },
      { namespace: "Hours", sentences: ["opening hours"], answer: "Nine to five." },
    ],
    ...more,
  });
}
