import { checkOptions } from "../check-options.js";
import type { ChatMessage, ChatTurn, Transcript } from "../chat/transcript.js";
import { textOf, type Body } from "../delivery/body.js";
import type { Exchange } from "../delivery/exchange.js";
import type { VisitorInput } from "../engine/input.js";
import { parseJson } from "./parse-json.js";
import { findDifferences, isIgnored, type Difference } from "./difference.js";

/** Options of {@link compareTranscripts}. */
export interface CompareOptions {
  /**
   * Paths whose differences do not count. A pattern matches if its segments appear side by side anywhere in a path; `*`
   * stands for any one segment: `request.params.from`, `messages.*.cards`, `turns.3`. Default: none.
   */
  readonly ignore?: readonly string[] | undefined;
}

export const COMPARE_OPTIONS: Readonly<Record<keyof CompareOptions, true>> = { ignore: true };

/**
 * Finds the differences between two chats: inputs, messages, requests, answers and their outcomes. Ids, times, headers,
 * signatures and the numbers of buttons do not count.
 *
 * @returns the differences in the order of the chat
 * @example
 * ```ts
 * import { compareTranscripts, type Transcript } from "@ck/emulator";
 *
 * function report(recorded: Transcript, now: Transcript): string {
 *   return compareTranscripts(recorded, now, { ignore: ["params.from"] }).map(({ message }) => message).join("\n");
 * }
 * ```
 */
export function compareTranscripts(
  recorded: Transcript,
  now: Transcript,
  options: CompareOptions = {},
): readonly Difference[] {
  checkOptions(options, COMPARE_OPTIONS, "compareTranscripts");
  const { ignore = [] } = options;
  return findDifferences(viewOf(recorded), viewOf(now), []).filter(({ path }) => !isIgnored(path, ignore));
}

/** The parts of a transcript that count. */
function viewOf({ environment, clientData, visitor, turns }: Transcript): unknown {
  return throughJson({ environment, clientData, visitor, turns: turns.map(viewOfTurn) });
}

function viewOfTurn({ input, messages, exchanges, remarks }: ChatTurn): unknown {
  return {
    input: viewOfInput(input),
    messages: messages.map(viewOfMessage),
    exchanges: exchanges.map(viewOfExchange),
    remarks,
  };
}

/** Without what only counts: which button or follow-up it was is what the visitor's message says. */
function viewOfInput(input: VisitorInput): unknown {
  return { ...input, offer: undefined, index: undefined };
}

function viewOfMessage({ role, text, options, buttons, cards, followups, failure }: ChatMessage): unknown {
  const shown = buttons.map((button) => ({ ...button, offer: undefined }));
  return { role, text, options, buttons: shown, cards, followups, failure };
}

function viewOfExchange({ todo, fault, request, response, verdict }: Exchange): unknown {
  return {
    todo,
    fault,
    request: contentOf(request.body),
    response: response && { status: response.status, body: contentOf(response.body) },
    outcome: verdict.outcome,
  };
}

/** Parsed, so that blanks and the order of keys do not count; as text if it is not JSON, or nested too deeply to compare. */
function contentOf(body: Body): unknown {
  // The token of a visitor is another one each time, and says the same.
  const text = textOf(body).replaceAll(/"eyJ[\w-]+\.[\w-]+\.[\w-]+"/g, '"<token>"');
  return parseJson(text) ?? body.content;
}

/** One side may come from a file, while the other has keys with the value `undefined`. */
function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
