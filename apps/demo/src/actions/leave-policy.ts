import { action, type Action } from "@ck/bot";
import { contact, execution, file, followUp, image, suggestion, title } from "@ck/protocol";
import type { Parts } from "./parts.js";

/** Shows the policy as a file, and whom to ask: one of each documented card that holds an address. */
export function leavePolicy({ pictureOf, policyUrl }: Pick<Parts, "pictureOf" | "policyUrl">): Action {
  return action({
    execute: () =>
      // Nothing is in a card alone: some clients do not show every card (docs/contract.md §2).
      execution(`The leave policy is at ${policyUrl}. Questions go to people@example.com.`, {
        card: [
          title("Leave policy"),
          image(pictureOf("sick")),
          file("leave-policy.pdf", policyUrl),
          contact({ image: pictureOf("earned"), fields: { Team: "People", "E-mail": "people@example.com" } }),
        ],
        // Without an action, picking it says the words.
        followup: followUp(suggestion("I want to apply for leave")),
      }),
  });
}
