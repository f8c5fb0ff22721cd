import { action, createBot } from "@ck/bot";

export const bot = createBot({
  name: "hello_bot",
  actions: {
    Hours: action({
      sentences: ["What are your hours?", "When are you open?"],
      execute: () => "We are open from 9 to 17, Monday to Friday.",
    }),
  },
  welcome: () => "Hello! Ask me for our hours.",
  fallback: ({ userInput }) => `I do not know “${userInput}” yet. Teach me in bot.ts.`,
});
