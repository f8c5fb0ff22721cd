import { describe, expect, it } from "vitest";
import { atTerminal } from "./at-terminal.js";
import { useProgram } from "./ck-process.js";
import { lockedProject, withServer } from "./project.js";

const program = useProgram();

describe("ck at a terminal", () => {
  it("chats: a person types, picks by number and with the arrow keys, in colour, and ends it with Ctrl+C", async () => {
    const { cwd } = await withServer();
    const seen = await atTerminal(
      program(),
      ["chat"],
      [
        ["How can I help you?", "apply for leave\r"],
        ["Casual leave", "\u001B[B\u001B[B\r"],
        ["From which day?", "3 May 2030\r"],
        ["How many days?", "2\r"],
        ["When is the office open", "1\r"],
        ["The office is open", "\u0003"],
      ],
      { cwd },
    );
    expect(seen).toMatchObject({ code: 0, left: [] });
    expect(seen.shown).toContain("Sick leave");
    expect(seen.shown).toContain("2 days are booked.");
    expect(seen.shown).toContain("\u001B[2m");
    expect(seen.shown, "the card does not control the terminal").not.toContain("\u001B[31mred");
  });

  it("chats without colour if NO_COLOR is set", async () => {
    const { cwd } = await withServer();
    const steps = [["How can I help you?", "/quit\r"]] as const;
    const { shown, code } = await atTerminal(program(), ["chat"], steps, { cwd, env: { NO_COLOR: "1" } });
    expect(shown).not.toMatch(/\u001B\[(?:2|3\d)m/);
    expect(code).toBe(0);
  });

  it("asks for the passphrase of a vault, and does not echo it", async () => {
    const cwd = await lockedProject("correct horse");
    const steps = [["Passphrase of the vault:", "correct horse\r"]] as const;
    const { code, shown } = await atTerminal(program(), ["key", "show"], steps, { cwd });
    expect(code).toBe(0);
    expect(shown).toContain("MII");
    expect(shown).not.toContain("horse");
  });
});
