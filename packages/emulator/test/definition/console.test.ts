import { action, button, createBot, defineConsole, integer, optional, selection, text } from "@ck/bot";
import { expect, expectTypeOf, it } from "vitest";
import { checkDefinition, defineEmulatedBot, toJson, type EmulatedBotDefinition } from "../../src/index.js";

const bot = createBot({
  name: "leave_bot",
  actions: {
    ApplyLeave: action({
      sentences: ["apply for leave"],
      params: {
        leaveType: selection({ casual: "Casual leave", sick: "Sick leave" }, { prompt: "Which kind of leave?" }),
        days: integer({ prompt: "How many days?" }),
        note: optional(text()),
      },
      buttons: { saveDraft: button("Save as a draft", () => "Saved.") },
      followups: ["Balance", { text: "What is left?", action: "Balance" }],
      execute: () => "Booked.",
    }),
    Balance: action({ execute: () => "12 days." }),
  },
});

it("what a bot says of itself is a definition, by its type and by the rules of the console", () => {
  expectTypeOf(defineConsole(bot)).toExtend<EmulatedBotDefinition>();
  const emulated = defineEmulatedBot(defineConsole(bot), { onWarning: ({ message }) => expect.fail(message) });
  expect(emulated.actions).toEqual([
    {
      namespace: "ApplyLeave",
      sentences: ["apply for leave"],
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
        { name: "days", type: "integer", prompt: "How many days?", options: [] },
        { name: "note", type: "string", prompt: "Please enter the note.", options: [], optional: true },
      ],
      buttons: [{ id: "saveDraft", label: "Save as a draft" }],
      followups: [
        { text: "balance", action: "Balance" },
        { text: "What is left?", action: "Balance" },
      ],
    },
    { namespace: "Balance", sentences: ["balance"], params: [], buttons: [], followups: [] },
  ]);
});

it("it can be written to a convokraft.json and read back", () => {
  const definition = defineConsole(bot);
  expect(checkDefinition(toJson(definition)).bot).toEqual(defineEmulatedBot(definition));
});
