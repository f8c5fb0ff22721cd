import type { VisitorInput } from "@ck/emulator";
import { Interrupted } from "../context.js";
import type { Style } from "../terminal/style.js";
import type { Terminal } from "../terminal/terminal.js";
import { readLine, type Choice } from "./choices.js";
import { renderChoices } from "./render-message.js";

/** Options of {@link askVisitor}. */
export interface AskOptions {
  readonly terminal: Terminal;
  readonly style: Style;
  readonly choices: readonly Choice[];
  /** Several options can be picked at once: `1, 3`. */
  readonly several: boolean;
}

/**
 * Reads one input of a visitor at a terminal: typed, or picked by number or with the arrow keys.
 *
 * @returns a command, which begins with one slash, as it was typed; `undefined` for Escape
 * @throws Interrupted for Ctrl+C
 */
export async function askVisitor(options: AskOptions): Promise<VisitorInput | string | undefined> {
  const { terminal, style, choices, several } = options;
  const { TextPrompt } = await import("@clack/core");
  let selected: number | undefined;
  const prompt = new TextPrompt({
    input: terminal.stdin,
    output: terminal.stdout,
    signal: terminal.signal,
    render() {
      const who = style.cyan("you".padEnd(9));
      if (this.state === "submit" || this.state === "cancel") return `${who}${said(this.userInput, choices, selected)}`;
      const list =
        choices.length === 0 ? "" : `\n${renderChoices(choices, style, this.userInput === "" ? selected : undefined)}`;
      return `${who}${this.userInputWithCursor}${list}`;
    },
    validate: (value) => ((value ?? "").trim() === "" && selected === undefined ? "empty" : undefined),
  });
  prompt.on("cursor", (action) => {
    if (choices.length === 0 || (action !== "up" && action !== "down")) return;
    const step = action === "down" ? 1 : -1;
    const from = selected ?? (step === 1 ? -1 : choices.length);
    selected = (from + step + choices.length) % choices.length;
  });
  const pressed: { name?: string | undefined } = {};
  prompt.on("key", (_, key) => (pressed.name = key.name));
  const answer = await prompt.prompt();
  if (typeof answer === "symbol") {
    if (pressed.name === "escape") return undefined;
    throw new Interrupted("Interrupted.");
  }
  const line = answer ?? "";
  if (line.trim() === "") return selected === undefined ? undefined : choices[selected]?.input;
  return isCommand(line) ? line.trim() : readLine(line, choices, { several });
}

/** Tells whether a line is a command for `ck` rather than a message to the bot. */
export function isCommand(line: string): boolean {
  return /^\s*\/(?!\/)/.test(line);
}

function said(typed: string, choices: readonly Choice[], selected: number | undefined): string {
  const picked = typed.trim() === "" && selected !== undefined ? choices[selected] : undefined;
  return picked?.label ?? typed;
}
