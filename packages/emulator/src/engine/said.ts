import type { Button, Card, Option } from "@ck/protocol";
import type { FollowUpOffer } from "../emulated-bot.js";
import type { OpenRecord } from "../record.js";

/** Who speaks: the visitor, the webhook, or the platform itself with the texts of the bot's definition. */
export type Role = "visitor" | "bot" | "platform";

/** A button before it is shown. */
export interface NewButton extends Button {
  /** The map of a button card, which a click hands to the server (docs/contract.md §1, grade S). */
  readonly data?: OpenRecord;
}

/** A button that the visitor can click. */
export interface OfferedButton extends NewButton {
  /** Which button of the chat this is: several can share an id, and each click does what its own button says. */
  readonly offer: string;
}

/** What the visitor chose instead of typing. */
export type Choice =
  | { readonly type: "options"; readonly ids: readonly string[] }
  | { readonly type: "button"; readonly offer: string; readonly picked: readonly string[] }
  /** The position of the follow-up in the message that offered it. */
  | { readonly type: "followup"; readonly index: number }
  | { readonly type: "skip" };

/** One message of a chat. */
export interface Said {
  readonly role: Role;
  /** The text as it was sent, with its markup. */
  readonly text: string;
  /** What the visitor can pick instead of typing. */
  readonly options: readonly Option[];
  /** The caption of the Submit button. Absent if a picked option is submitted at once. */
  readonly submit?: string;
  /** The question may be skipped. */
  readonly optional?: true;
  /** What the visitor can click: buttons of the question, of the action, and of button cards. */
  readonly buttons: readonly OfferedButton[];
  readonly cards: readonly Card[];
  /** What the visitor can do next. */
  readonly followups: readonly FollowUpOffer[];
  /** The message stands for an answer that failed (docs/contract.md §6, step 7). */
  readonly failure: boolean;
  /** On a message of the visitor: what they chose. Absent if they typed. */
  readonly choice?: Choice;
}

/** A message before it is shown. */
export type NewMessage = Omit<Said, "buttons"> & { readonly buttons: readonly NewButton[] };

/** Creates a message with nothing but text, unless told otherwise. */
export function said(role: Role, text: string, more: Partial<NewMessage> = {}): NewMessage {
  return { role, text, options: [], buttons: [], cards: [], followups: [], failure: false, ...more };
}
