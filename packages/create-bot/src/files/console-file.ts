import type { EmulatedBotDefinition } from "@ck/emulator";
import type { Template } from "../answers/answers.js";
import type { Kind } from "./kind.js";

/** The bot as the console has it, for the emulator. */
export function consoleDefinition({ name, template, asksModel }: Kind): EmulatedBotDefinition {
  return {
    // The schema as it is installed: with @ck/cli, wherever the package manager puts what that depends on.
    name: name.replaceAll(/[^a-z0-9]/g, "_").replace(/^(?=[0-9])/, "bot_"),
    webhook: { url: "http://localhost:3000/convokraft", invocation: "every-message", secured: true },
    handlers: { welcome: true, fallback: true, failure: false },
    ...(!asksModel && { actions: ACTIONS[template] }),
  };
}

const ACTIONS: Readonly<Record<Template, NonNullable<EmulatedBotDefinition["actions"]>>> = {
  hello: [
    {
      namespace: "Greet",
      sentences: ["greet me", "say hello"],
      params: [{ name: "name", type: "string", prompt: "What is your name?" }],
    },
  ],
  leave: [
    {
      namespace: "ApplyLeave",
      sentences: ["apply for leave", "I want to take leave", "book days off"],
      params: [
        {
          name: "leaveType",
          type: "selection",
          prompt: "Which kind of leave?",
          options: [
            { id: "casual", label: "Casual leave" },
            { id: "sick", label: "Sick leave" },
          ],
        },
        { name: "from", type: "date", prompt: "From which day?" },
        { name: "days", type: "integer", prompt: "How many days?" },
      ],
    },
  ],
  "language-model": [],
};
