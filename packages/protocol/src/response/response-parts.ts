/**
 * A choice offered with a question. Build one with `option`.
 *
 * Source: docs/contract.md §2, grade D.
 */
export interface Option {
  readonly id: string;
  readonly label: string;
  /** The URL of a picture beside the label. */
  readonly image?: string;
}

/**
 * A custom button shown with a question. Build one with `button`. Its keys are taken from the console's form, so other keys
 * are allowed.
 *
 * Source: docs/contract.md §2, grade I.
 */
export interface Button {
  readonly id: string;
  readonly label: string;
  readonly [key: string]: unknown;
}
