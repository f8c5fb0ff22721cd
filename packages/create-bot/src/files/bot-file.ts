import type { Template } from "../answers/answers.js";
import type { Kind } from "./kind.js";

/** The bot. */
export function botFile(kind: Kind): string {
  return TEXTS[kind.template](kind);
}

const TEXTS: Readonly<Record<Template, (kind: Kind) => string>> = {
  hello: () => `import { action, createBot, text } from "@ck/bot";

export const bot = createBot({
  actions: {
    // The action's name in the console. Sentences and prompts are the console's too: they describe the bot to ck.
    Greet: action({
      sentences: ["greet me", "say hello"],
      params: { name: text({ prompt: "What is your name?" }) },
      execute: ({ params }) => \`Hello, \${params.name}!\`,
    }),
  },
  welcome: () => "Hello! Say: greet me.",
  fallback: ({ userInput }) => \`You said: \${userInput}\`,
});
`,

  leave: ({ type }) => `import { action, createBot, date, integer, selection } from "@ck/bot";
import { execution, note, option, prompt } from "@ck/protocol";

// Yours is in a database.
const left${type(": Record<string, number>")} = { casual: 0, sick: 7 };

export const bot = createBot({
  actions: {
    // The action's name in the console. Sentences and prompts are the console's too: they describe the bot to ck.
    ApplyLeave: action({
      sentences: ["apply for leave", "I want to take leave", "book days off"],
      params: {
        leaveType: selection({ casual: "Casual leave", sick: "Sick leave" }, { prompt: "Which kind of leave?" }),
        from: date({ prompt: "From which day?" }),
        days: integer({ min: 1, max: 30, prompt: "How many days?" }),
      },

      // Called after each reply. It returns nothing where the next question may be asked.
      prompt({ params, previousParam }) {
        if (previousParam === "leaveType" && params.leaveType !== undefined && left[params.leaveType] === 0)
          return prompt("leaveType", "You have none of these left. Please choose another type.", {
            options: [option("sick", "Sick leave")],
          });
      },

      execute({ params }) {
        const days = left[params.leaveType] ?? 0;
        if (params.days > days) return \`You have only \${days} days of \${params.leaveType} leave.\`;
        left[params.leaveType] = days - params.days;
        return execution("Your leave is booked.", {
          card: [note(\`\${params.days} days of \${params.leaveType} leave, \${days - params.days} left\`)],
        });
      },
    }),
  },
  welcome: () => "Hello! I book your leave. Say: apply for leave.",
  fallback: () => "I can help with leave only. Say: apply for leave.",
});
`,

  "language-model": ({ type, from }) => `import { createBot } from "@ck/bot";
import { fromMarkdown } from "@ck/markup";
import { createModel${type(", type Model")} } from "${from("./model")}";

/** The longest question that the model gets, and the longest answer that the visitor gets, in characters. */
const LONGEST = { question: 2_000, answer: 10_000 };

/** A bot that asks a model. A test gives it one that answers at once. */
export function createAssistant(model${type(": Model")}) {
  return createBot({
    actions: {},
    welcome: () => "Hello! What would you like to know?",
    async fallback({ userInput, signal }) {
      const answer = await model(userInput.slice(0, LONGEST.question), signal);
      // A model writes Markdown, and ConvoKraft's text is something else.
      return fromMarkdown(answer).slice(0, LONGEST.answer);
    },
    // The answer goes out with the visitor's next message, whatever that is.
    late: "I am still thinking about it. Write anything in a moment, and you get the answer.",
  });
}

export const bot = createAssistant(createModel());
`,
};
