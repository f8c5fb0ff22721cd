import type { Environment } from "@ck/protocol";
import type { Exchange } from "../delivery/exchange.js";
import type { VisitorInput } from "../engine/input.js";
import type { Said } from "../engine/said.js";
import type { OpenRecord } from "../record.js";

/** A message of a chat. */
export interface ChatMessage extends Said {
  /** Unique in its chat; ids count up. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Everything that one visitor input caused. */
export interface ChatTurn {
  readonly input: VisitorInput;
  readonly messages: readonly ChatMessage[];
  readonly exchanges: readonly Exchange[];
  /** What the bot's author should know; the visitor does not see it. */
  readonly remarks: readonly string[];
}

/** A whole chat. Plain data, so it survives JSON unchanged. */
export interface Transcript {
  readonly chatId: string;
  /** The name of the bot. */
  readonly bot: string;
  readonly environment: Environment;
  /** What the page around the chat window passed in. */
  readonly clientData: OpenRecord;
  /** Whom the site around the chat vouched for. Absent: nobody was logged in. */
  readonly visitor?: OpenRecord;
  readonly page: string;
  readonly turns: readonly ChatTurn[];
}
