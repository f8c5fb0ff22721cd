import type { Environment } from "@ck/protocol";
import type { Exchange } from "../delivery/exchange.js";
import type { VisitorInput } from "../engine/input.js";
import type { Said } from "../engine/said.js";
import type { OpenRecord } from "../record.js";

/** A message as the chat shows it. */
export interface ChatMessage extends Said {
  /** Unique in its chat, in the order of the messages. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** All that one thing which the visitor did led to. */
export interface ChatTurn {
  readonly input: VisitorInput;
  readonly messages: readonly ChatMessage[];
  readonly exchanges: readonly Exchange[];
  /** What the bot's author should know, and the visitor does not see. */
  readonly remarks: readonly string[];
}

/** A whole chat. Plain data: it goes through JSON unchanged. */
export interface Transcript {
  readonly chatId: string;
  /** The name of the bot. */
  readonly bot: string;
  readonly environment: Environment;
  /** What the page around the chat window handed over. */
  readonly clientData: OpenRecord;
  readonly page: string;
  readonly turns: readonly ChatTurn[];
}
