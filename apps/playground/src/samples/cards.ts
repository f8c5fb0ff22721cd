import { action, createBot } from "@ck/bot";
import { execution, followUp, note, suggestion, table, title } from "@ck/protocol";

export const bot = createBot({
  name: "cards_bot",
  actions: {
    ShowTeam: action({
      sentences: ["Show my team", "Who works with me?"],
      execute: () =>
        execution("Your team has *two* people.", {
          card: [
            title("Team Palm"),
            table(
              "Where they are",
              ["Name", "City"],
              [
                ["Ada", "Chennai"],
                ["Kim", "Austin"],
              ],
            ),
            note("#####Meeting\n* Monday, 10:00\n* Bring [the plan](https://example.com/plan)"),
          ],
          followup: followUp(suggestion("Show the markup")),
        }),
    }),
    ShowMarkup: action({
      sentences: ["Show the markup"],
      execute: () => "*Bold*, _italic_ and `code`.\n* one\n* two",
    }),
  },
  welcome: () => "Say “Show my team”.",
});
