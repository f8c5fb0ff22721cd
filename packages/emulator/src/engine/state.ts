import type { Environment, Option } from "@ck/protocol";
import type { FollowUpOffer } from "../emulated-bot.js";
import type { OpenRecord } from "../record.js";
import type { OfferedButton } from "./said.js";

/** What the visitor was asked last. */
export interface Question {
  /** The param asked for. Absent for a confirmation. */
  readonly param?: string;
  readonly text: string;
  readonly options: readonly Option[];
  /** What the visitor reads after a reply that does not fit. Default: the question again. */
  readonly invalid?: string;
}

/** The action that a conversation is in. */
export interface RunningAction {
  readonly namespace: string;
  /** Param name → value, those collected so far. */
  readonly params: OpenRecord;
  /** The optional params that the visitor skipped. */
  readonly skipped: readonly string[];
  /** The store that lives as long as the action (docs/contract.md §6). */
  readonly cache: OpenRecord;
  /** Absent until the first question. */
  readonly question?: Question;
  /** What the visitor has to confirm before the action is executed. */
  readonly confirm?: string;
}

/** A button that was shown, and its action. It can be clicked long after that is over. */
export interface ButtonOffer {
  readonly button: OfferedButton;
  /** Absent for a button outside of any action, such as one of the greeting. */
  readonly namespace: string | undefined;
  /** The params when the button was shown. */
  readonly params: OpenRecord;
}

/** Where a conversation stands. Plain data. */
export interface ConversationState {
  /** `asking`: the visitor's next message is the reply to a question. */
  readonly phase: "unopened" | "idle" | "asking" | "closed";
  readonly environment: Environment;
  /** What the page around the chat window passed in. */
  readonly clientData: OpenRecord;
  /** Whom the site around the chat vouches for. Absent: nobody is logged in. */
  readonly visitor?: OpenRecord;
  /** The URL of that page: `client_identifier` of the session's data (docs/contract.md §1). */
  readonly page: string;
  readonly action?: RunningAction;
  /** The store that lives as long as the session (docs/contract.md §6). */
  readonly broadcast: OpenRecord;
  /** The buttons shown so far; of very many, the latest. */
  readonly offers: readonly ButtonOffer[];
  /** How many buttons have been shown. */
  readonly offerCount: number;
  /** What the last message offers to do next. */
  readonly followups: readonly FollowUpOffer[];
}
