import type { ChatMessage, ChatTurn, Transcript } from "../chat/transcript.js";
import { textOf, type Body } from "../delivery/body.js";
import type { Exchange } from "../delivery/exchange.js";
import { findDifferences, isIgnored, type Difference } from "./difference.js";

/** What {@link compareTranscripts} leaves out. */
export interface CompareOptions {
  /**
   * Paths whose differences do not count. A pattern holds where its segments stand side by side anywhere in a path, `*` for any one of them:
   * `request.params.from`, `response.body.message`, `messages.*.cards`, `turns.3`. Default: none.
   */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * Finds what went differently in two chats: what the visitor did, what was shown, each request, each answer and what the platform made of it. Ids,
 * times, headers and signatures do not count; they differ each time.
 *
 * @returns the differences in the order of the chat; none where the second went as the first
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
  { ignore = [] }: CompareOptions = {},
): readonly Difference[] {
  return findDifferences(viewOf(recorded), viewOf(now), []).filter(({ path }) => !isIgnored(path, ignore));
}

/** What of a transcript counts. */
function viewOf({ environment, clientData, turns }: Transcript): unknown {
  return throughJson({ environment, clientData, turns: turns.map(viewOfTurn) });
}

function viewOfTurn({ input, messages, exchanges, remarks }: ChatTurn): unknown {
  return { input, messages: messages.map(viewOfMessage), exchanges: exchanges.map(viewOfExchange), remarks };
}

function viewOfMessage({ role, text, options, buttons, cards, followups, failure }: ChatMessage): unknown {
  return { role, text, options, buttons, cards, followups, failure };
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

/** JSON where it is JSON, so that the order of its keys and its blanks do not count. */
function contentOf(body: Body): unknown {
  try {
    return JSON.parse(textOf(body));
  } catch {
    return body.content;
  }
}

/** One side may come from a file, and the other have keys that are `undefined`. */
function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
