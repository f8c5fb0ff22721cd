import type { Environment, Option } from "@ck/protocol";
import type { OpenRecord } from "../record.js";
import type { OfferedButton } from "./said.js";

/** What the visitor was asked last. */
export interface Question {
  readonly param: string;
  readonly text: string;
  readonly options: readonly Option[];
}

/** The action that a conversation is in. */
export interface RunningAction {
  readonly namespace: string;
  /** Param name → value, those collected so far. */
  readonly params: OpenRecord;
  /** The store that lives as long as the action (contract §6). */
  readonly cache: OpenRecord;
  /** Absent until the first question. */
  readonly question?: Question;
}

/** A button that was shown, and the action that it was shown for: it can be clicked when that is long over. */
export interface ButtonOffer {
  readonly button: OfferedButton;
  /** Absent for a button of the greeting or of the fallback that no action has. */
  readonly namespace: string | undefined;
  /** The params at the time. */
  readonly params: OpenRecord;
}

/** Where a conversation stands. Plain data. */
export interface ConversationState {
  /** `asking`: the visitor's next message is the reply to a question. */
  readonly phase: "unopened" | "idle" | "asking" | "closed";
  readonly environment: Environment;
  /** What the page around the chat window handed over. */
  readonly clientData: OpenRecord;
  /** The URL of that page: `client_identifier` of the session's data (contract §1). */
  readonly page: string;
  readonly action?: RunningAction;
  /** The store that lives as long as the session (contract §6). */
  readonly broadcast: OpenRecord;
  readonly offers: readonly ButtonOffer[];
  /** The namespaces that the last message offers. */
  readonly followups: readonly string[];
}
