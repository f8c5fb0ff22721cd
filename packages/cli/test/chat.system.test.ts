import { describe, expect, it } from "vitest";
import { atTerminal, hasTerminal } from "./at-terminal.js";
import { useCk } from "./ck.js";
import { withServer } from "./project.js";

const ck = useCk();

describe.skipIf(!hasTerminal)("ck chat at a terminal", () => {
  it("lets a person type, pick by number and with the arrow keys, in colour, and ends with Ctrl+C", async () => {
    const { cwd } = await withServer();
    const seen = await atTerminal(
      ck.program(),
      ["chat"],
      [
        ["How can I help you?", "apply for leave\r"],
        ["Casual leave", "\u001B[B\u001B[B\r"],
        ["From which day?", "3 May 2030\r"],
        ["How many days?", "2\r"],
        ["OfficeHours", "1\r"],
        ["The office is open", "\u0003"],
      ],
      { cwd },
    );
    expect(seen).toMatchObject({ code: 0, left: [] });
    expect(seen.shown).toContain("Sick leave");
    expect(seen.shown).toContain("2 days are booked.");
    expect(seen.shown).toContain("\u001B[2m");
    expect(seen.shown, "the card is shown without what its text would do to the terminal").not.toContain(
      "\u001B[31mred",
    );
  });

  it("is without colour where NO_COLOR says so", async () => {
    const { cwd } = await withServer();
    const steps = [["How can I help you?", "/quit\r"]] as const;
    const { shown, code } = await atTerminal(ck.program(), ["chat"], steps, { cwd, env: { NO_COLOR: "1" } });
    expect(shown).not.toMatch(/\u001B\[(?:2|3\d)m/);
    expect(code).toBe(0);
  });
});
