import { describe, expect, it } from "vitest";
import { atTerminal } from "./at-terminal.js";
import { useProgram } from "./ck-process.js";
import { lockedProject, newProject, setUrl, withServer } from "./project.js";
import { listen } from "./servers.js";

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
    expect(seen).toMatchObject({ code: 130, left: [] });
    expect(seen.shown).toContain("Sick leave");
    expect(seen.shown).toContain("2 days are booked.");
    expect(seen.shown).toContain("\u001B[2m");
    expect(seen.shown, "the card does not control the terminal").not.toContain("\u001B[31mred");
  });

  it("wraps a long answer at its width, and ends at once with Ctrl+C while an answer is awaited", async () => {
    const { cwd } = await newProject();
    const long = Array.from({ length: 40 }, (_, at) => `word${at}`).join(" ");
    const url = await listen((request, response) => {
      request.on("data", (chunk: Buffer) => {
        const { todo } = JSON.parse(chunk.toString()) as { todo: string };
        // Any other request is never answered.
        if (todo === "welcome") response.end(JSON.stringify({ welcome_response: { message: `Hello. ${long}` } }));
      });
    });
    setUrl(cwd, url);
    const steps = [
      ["word39", "hello\r"],
      ["hello\r\n", "\u0003"],
    ] as const;
    const seen = await atTerminal(program(), ["chat", "--timeout-ms", "60000"], steps, { cwd, env: { NO_COLOR: "1" } });
    expect(seen).toMatchObject({ code: 130, left: [] });
    const lines = seen.shown.split(/\r?\n/).filter((line) => line.includes("word"));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    expect(lines[1], "under the text, not under the name").toMatch(/^ {9}word\d+/);
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
