import { isEmulatorError, saveExchange, saveTranscript, type Chat, type VisitorInput } from "@ck/emulator";
import type { Output } from "../terminal/terminal.js";

/** What a command leads to: a visitor's input, the end, or nothing. */
export type CommandResult = VisitorInput | "quit" | undefined;

const HELP = `  /click <id> [json]   click a button that was shown, optionally with other data
  /save <file>         save the chat, for ck replay
  /save-last <file>    save the last exchange, for ck resend and ck explain
  /quit                close the chat
  //text               say a text that begins with a slash`;

/** Runs a command: a line that begins with a slash. */
export async function runCommand(line: string, chat: Chat, output: Output): Promise<CommandResult> {
  const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? [];
  switch (name) {
    case "quit":
    case "exit":
      return "quit";
    case "click":
      return readClick(rest, output);
    case "save":
      await keep(rest, output, (file) => saveTranscript(file, chat.transcript));
      return undefined;
    case "save-last": {
      const exchange = chat.transcript.turns.flatMap(({ exchanges }) => exchanges).at(-1);
      if (exchange === undefined) output.hint("There is no exchange yet.");
      else await keep(rest, output, (file) => saveExchange(file, exchange));
      return undefined;
    }
    case "help":
      output.say(HELP);
      return undefined;
    default:
      output.hint(`Unknown command.\n${HELP}`);
      return undefined;
  }
}

function readClick(rest: string, output: Output): VisitorInput | undefined {
  const [, id = "", json = ""] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
  if (id === "") {
    output.hint("Name the button: /click <id>");
    return undefined;
  }
  if (json === "") return { type: "click", id };
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data === "object" && data !== null && !Array.isArray(data))
      return { type: "click", id, data: { ...data } };
  } catch {
    // Reported below.
  }
  output.hint('The data of a click must be a JSON object: /click saveDraft {"draft": 7}');
  return undefined;
}

async function keep(file: string, output: Output, write: (file: string) => Promise<void>): Promise<void> {
  if (file === "") {
    output.hint("Name the file.");
    return;
  }
  try {
    await write(file);
    output.hint(`wrote ${file}`);
  } catch (error) {
    if (!isEmulatorError(error)) throw error;
    output.hint(error.message);
  }
}
