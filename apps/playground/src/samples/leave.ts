import { action, button, createBot, date, integer, selection } from "@ck/bot";

const left = { casual: 0, sick: 5, earned: 12 };

export const bot = createBot({
  name: "leave_bot",
  actions: {
    ApplyLeave: action({
      sentences: ["Apply for leave", "I want to take leave"],
      params: {
        type: selection(
          { casual: "Casual leave", sick: "Sick leave", earned: "Earned leave" },
          { prompt: "What kind of leave?" },
        ),
        from: date({ prompt: "From which day?" }),
        days: integer({ min: 1, max: 30, prompt: "For how many days?" }),
      },
      execute: ({ params }) =>
        params.days > left[params.type]
          ? `Only *${left[params.type]}* days of ${params.type} leave are left.`
          : `Booked: *${params.days}* days of ${params.type} leave from ${params.from.toDateString()}.`,
      buttons: { saveDraft: button("Save as a draft", () => "The draft is saved.") },
      followups: ["Left"],
    }),
    Left: action({
      sentences: ["How much is left?"],
      execute: () =>
        Object.entries(left)
          .map(([type, days]) => `* ${type}: ${days}`)
          .join("\n"),
    }),
  },
  welcome: () => "Hello! I can book leave.",
  fallback: () => "I can help with leave only.",
});
