import type {
  ChatMessage,
  EmulatedAction,
  EmulatedBot,
  Exchange,
  Fault,
  KeyRecord,
  Limits,
  OpenRecord,
} from "@ck/emulator";
import type { Environment, Todo } from "@ck/protocol";

/** A chat as the page shows it. */
export interface ChatView {
  readonly id: string;
  /** 1 for the first chat of this run. */
  readonly number: number;
  readonly environment: Environment;
  readonly clientData: OpenRecord;
  readonly messages: readonly ChatMessage[];
  /** Where the conversation stands. */
  readonly standing: Standing;
  /** The request that is under way. Absent: none. */
  readonly sending?: Todo;
}

/** What the visitor can do now. */
export interface Standing {
  readonly phase: "unopened" | "idle" | "asking" | "closed";
  /** Several options of the question can be chosen. */
  readonly multiple: boolean;
  /** The namespaces that can be chosen now. */
  readonly followups: readonly string[];
}

/** One line of the list of exchanges. */
export interface ExchangeRow {
  readonly id: string;
  /** 1 for the first exchange of this run. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly todo: Todo;
  /** The action's namespace. Absent where the request names none. */
  readonly action?: string;
  readonly environment: Environment;
  readonly fault?: Fault;
  /** Absent where no answer began. */
  readonly status?: number;
  readonly totalMs: number;
  readonly receivedBytes: number;
  readonly outcome: Exchange["verdict"]["outcome"];
  /** Some oddities of the answer, though it was taken. */
  readonly hasRemarks: boolean;
  /** The number of the chat. Absent for one that was sent again by hand. */
  readonly chat?: number;
  /** The number of the exchange that this one sent again. */
  readonly resendOf?: number;
}

/** What the desk says to the bot's author and the visitor does not see. */
export interface RemarkRow {
  /** The number of the exchange that it stands behind; 0 before the first. */
  readonly after: number;
  readonly chat: number;
  readonly message: string;
}

/** What became of the check of an exchange's signature, with the public keys of the vault. */
export interface SignatureVerdict {
  readonly result: "valid" | "other-key" | "invalid" | "missing" | "unsigned";
  /** The key that made it, where one of the vault did. */
  readonly keyId?: string;
  /** The same as a sentence or two. */
  readonly message: string;
}

/** An exchange with all that is known of it. */
export interface ExchangeView {
  readonly row: ExchangeRow;
  readonly exchange: Exchange;
  readonly signature: SignatureVerdict;
}

/** The bot as the console shows it. */
export interface BotView {
  readonly name: string;
  readonly webhook: EmulatedBot["webhook"];
  readonly handlers: EmulatedBot["handlers"];
  readonly failureMessage: string;
  readonly actions: readonly EmulatedAction[];
  readonly dialect: EmulatedBot["dialect"];
  readonly limits: Limits;
  /** The public keys, the newest first. */
  readonly keys: readonly KeyRecord[];
  /** Why the keys cannot be shown: the vault could not be opened. */
  readonly keysProblem?: string;
  /** What can be done wrong on purpose. */
  readonly faults: readonly Fault[];
}
