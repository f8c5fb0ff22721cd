/**
 * A choice offered with a question. Build one with `option`.
 *
 * Source: contract §2, grade D.
 *
 * @example
 * ```ts
 * import { option, type Option } from "@ck/protocol";
 *
 * const sick: Option = option(111, "Sick");
 * sick; // → { id: "111", label: "Sick" }
 * ```
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
 * Source: contract §2, grade I.
 *
 * @example
 * ```ts
 * import { button, type Button } from "@ck/protocol";
 *
 * const save: Button = button("saveDraft", "Save draft");
 * save; // → { id: "saveDraft", label: "Save draft" }
 * ```
 */
export interface Button {
  readonly id: string;
  readonly label: string;
  readonly [key: string]: unknown;
}

/**
 * A card of text. Build one with `note`.
 *
 * Source: contract §2 "Cards", grade S.
 *
 * @example
 * ```ts
 * import { note, type NoteCard } from "@ck/protocol";
 *
 * const card: NoteCard = note("Two days are left.");
 * ```
 */
export interface NoteCard {
  readonly type: "note";
  readonly content: string;
}

/**
 * A card of a kind whose keys are not documented: table, image, file, calendar, button. Build one with `card`.
 *
 * Source: contract §2 "Cards", grade S; the keys are grade ?.
 *
 * @example
 * ```ts
 * import { card, type OpenCard } from "@ck/protocol";
 *
 * const picture: OpenCard = card("image", { url: "https://example.com/plan.png" });
 * ```
 */
export interface OpenCard {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Any card. Cards are shown in the order of the list; kinds may repeat.
 *
 * Source: contract §2 "Cards".
 *
 * @example
 * ```ts
 * import { card, note, type Card } from "@ck/protocol";
 *
 * const cards: readonly Card[] = [note("Your plan:"), card("table", { rows: [] })];
 * ```
 */
export type Card = NoteCard | OpenCard;
