import type { Button, Card, Option } from "@ck/protocol";

/** Who speaks in a chat: the visitor, the webhook's answer, or the platform itself in the words of the bot's definition. */
export type Role = "visitor" | "bot" | "platform";

/** A button that the visitor can click. */
export interface OfferedButton extends Button {
  /** What a click hands to the server: the map that a button card carried (contract §1, grade S). */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One message of a chat. */
export interface Said {
  readonly role: Role;
  /** The raw text: the markup of contract §3 is not rendered. */
  readonly text: string;
  /** What the visitor can choose from, instead of typing. */
  readonly options: readonly Option[];
  /** What the visitor can click: of the question, of the action, and of button cards. */
  readonly buttons: readonly OfferedButton[];
  readonly cards: readonly Card[];
  /** The namespaces of the actions that are offered now that one is over. */
  readonly followups: readonly string[];
  /** It stands for an answer that could not be had (contract §6, step 7). */
  readonly failure: boolean;
}

/** A message with nothing but words, unless told more. */
export function said(role: Role, text: string, more: Partial<Said> = {}): Said {
  return { role, text, options: [], buttons: [], cards: [], followups: [], failure: false, ...more };
}
