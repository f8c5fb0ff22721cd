import { expect, it } from "vitest";
import { showTurn } from "../../src/dev/show-comparison.js";
import { createStyle } from "../../src/terminal/style.js";

it("sets the old and the new answer of a turn side by side, within the width, and marks a change", () => {
  const style = createStyle(false);
  const turn = { visitor: "for\u001B[2J 2", before: ["Two days are booked for you.", "Bye."], after: ["Two days."] };
  expect(showTurn(turn, 47, style)).toEqual([
    "> for[2J 2",
    "  ≠ Two days are booked  │ Two days.",
    "    for you.             │",
    "    Bye.                 │",
  ]);
  expect(showTurn({ visitor: "", before: ["Hello"], after: ["Hello"] }, 47, style)).toEqual([
    "  = Hello                │ Hello",
  ]);
});
