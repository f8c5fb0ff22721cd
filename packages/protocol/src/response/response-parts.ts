/**
 * A choice offered with a question. Build one with `option`.
 *
 * Source: docs/contract.md §2, grade D.
 */
export interface Option {
  readonly id: string;
  readonly label: string;
  /** URL of a picture shown with the label. */
  readonly image?: string;
}

/**
 * A custom button shown with a question. Build one with `button`. Its keys are inferred from the console's form, so
 * more are allowed.
 *
 * Source: docs/contract.md §2, grade I.
 */
export interface Button {
  readonly id: string;
  readonly label: string;
  readonly [key: string]: unknown;
}

/**
 * A card of text. Build one with `note`.
 *
 * Source: docs/contract.md §2 "Cards", grade S.
 */
export interface NoteCard {
  readonly type: "note";
  readonly content: string;
}

/**
 * A card of a kind whose keys are not documented: table, image, file, calendar, button. Build one with `card`.
 *
 * Source: docs/contract.md §2 "Cards", grade S; the keys are grade ?.
 */
export interface OpenCard {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Any card. Cards are shown in the order of the list; kinds may repeat.
 *
 * Source: docs/contract.md §2 "Cards".
 */
export type Card = NoteCard | OpenCard;
