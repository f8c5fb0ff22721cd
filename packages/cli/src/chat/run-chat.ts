import { createInterface } from "node:readline";
import {
  isEmulatorError,
  type Chat,
  type ChatMessage,
  type EmulatedBot,
  type Emulator,
  type OpenChatOptions,
} from "@ck/emulator";
import { Interrupted, orInterrupted, type Run } from "../context.js";
import { judge } from "../project/judge-fault.js";
import { summarizeExchange } from "../project/show-exchange.js";
import { printableLine } from "../terminal/printable.js";
import { canDraw, widthOf } from "../terminal/terminal.js";
import { askVisitor, isCommand } from "./ask-visitor.js";
import { choicesOf, readLine, type Choice } from "./choices.js";
import { renderChoices, renderMessage } from "./render-message.js";
import { runCommand } from "./run-command.js";

/** The result of a chat. */
export interface ChatResult {
  readonly chat: Chat;
  /** How many requests got no valid answer; of a request broken on purpose, whether the server accepted it. */
  readonly failed: number;
  /** Ctrl+C ended it, maybe in the middle of a turn. */
  readonly interrupted: boolean;
}

/** Runs a chat until the visitor ends it. */
export async function runChat(emulator: Emulator, options: OpenChatOptions, run: Run): Promise<ChatResult> {
  const { terminal, output } = run;
  const isDialogue = canDraw(terminal) && !output.json;
  const failed = { count: 0 };
  let { fault } = options;
  emulator.subscribe((event) => {
    output.give(event, { inOneLine: true });
    if (event.type === "exchange") {
      const { exchange } = event;
      const judgement = judge(exchange, emulator.bot.webhook.secured);
      output.say(output.style.dim(`         · ${summarizeExchange(exchange)}`));
      if (judgement !== undefined) {
        fault = undefined;
        output.give({ type: "judgement", ...judgement }, { inOneLine: true });
        output.say((judgement.ok ? output.style.green : output.style.red)(`         · ${judgement.message}`));
      }
      if (judgement === undefined ? exchange.verdict.outcome !== "answered" : !judgement.ok) failed.count += 1;
    }
    if (event.type === "remark") output.say(output.style.yellow(`         · ${printableLine(event.message)}`));
    // At a terminal, the typed line is on the screen already.
    if (event.type === "message" && !(isDialogue && event.message.role === "visitor"))
      output.say(renderMessage(event.message, output.style, widthOf(terminal)));
  });
  const chat = await orInterrupted(emulator.openChat(options), terminal.signal);
  let choices = choicesOf(chat.transcript.turns.flatMap(({ messages }) => messages));

  /** Returns whether the chat continues. */
  async function take(given: string | Parameters<Chat["take"]>[0]): Promise<boolean> {
    const input = typeof given === "string" ? await runCommand(given, chat, output) : given;
    if (input === "quit") return false;
    if (input === undefined) return true;
    choices = await orInterrupted(takeTurn(chat, input, { before: choices, fault }, run), terminal.signal);
    return true;
  }

  try {
    await (isDialogue ? talk() : readLines());
  } catch (error) {
    // The turn in flight is not waited for.
    if (error instanceof Interrupted) return { chat, failed: failed.count, interrupted: true };
    throw error;
  }
  await chat.close();
  return { chat, failed: failed.count, interrupted: false };

  async function talk(): Promise<void> {
    for (;;) {
      const given = await askVisitor({
        terminal,
        style: output.style,
        choices,
        several: asksForSeveral(emulator.bot, chat),
      });
      if (given === undefined || !(await take(given))) break;
    }
  }

  async function readLines(): Promise<void> {
    for await (const line of linesOf(run)) {
      if (line.trim() === "") continue;
      // One message per line.
      const several = asksForSeveral(emulator.bot, chat);
      if (!(await take(isCommand(line) ? line.trim() : readLine(line, choices, { several })))) return;
    }
    if (terminal.signal.aborted) throw new Interrupted("Interrupted.");
  }
}

async function takeTurn(
  chat: Chat,
  input: Parameters<Chat["take"]>[0],
  { before, fault }: { readonly before: readonly Choice[]; readonly fault: OpenChatOptions["fault"] },
  { terminal, output }: Run,
): Promise<readonly Choice[]> {
  let messages: readonly ChatMessage[];
  try {
    messages = await chat.take(input, { fault });
  } catch (error) {
    if (!isEmulatorError(error) || !["ERR_NOT_OFFERED", "ERR_INVALID_OPTION"].includes(error.code)) throw error;
    output.give({ type: "refused", message: error.message }, { inOneLine: true });
    output.hint(error.message);
    return before;
  }
  const choices = choicesOf(messages);
  // At a terminal, the prompt shows them.
  if (choices.length > 0 && !canDraw(terminal)) output.say(renderChoices(choices, output.style));
  return choices;
}

function asksForSeveral(bot: EmulatedBot, chat: Chat): boolean {
  const { action } = chat.state;
  const params = bot.actions.find(({ namespace }) => namespace === action?.namespace)?.params ?? [];
  return params.some(({ name, type }) => name === action?.question?.param && type === "multi-selection");
}

async function* linesOf({ terminal }: Run): AsyncGenerator<string> {
  const lines = createInterface({ input: terminal.stdin, crlfDelay: Infinity });
  const stop = (): void => lines.close();
  terminal.signal.addEventListener("abort", stop, { once: true });
  try {
    yield* lines;
  } finally {
    terminal.signal.removeEventListener("abort", stop);
    lines.close();
  }
}
