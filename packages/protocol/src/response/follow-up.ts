/** A chip that the visitor can pick. Build one with `suggestion`. */
export interface Suggestion {
  /** The text of the chip. Without an action, picking it says this text (grade I). */
  readonly message: string;
  /** The action to start. */
  readonly action?: SuggestedAction;
  readonly [key: string]: unknown;
}

/** The action that a {@link Suggestion} starts. */
export interface SuggestedAction {
  /** The namespace of the action. */
  readonly name: string;
  /** Params that are set already, so that they are not asked for. */
  readonly params?: readonly { readonly name: string; readonly value: unknown; readonly [key: string]: unknown }[];
  readonly [key: string]: unknown;
}

/**
 * What an answer offers to do next. Build one with `followUp`. A second, undocumented form exists, so other keys are kept.
 *
 * Source: docs/contract.md §2, grades S and O.
 */
export interface FollowUp {
  readonly suggestions?: readonly Suggestion[];
  readonly [key: string]: unknown;
}
