import type { OpenRecord } from "../record.js";

/** Something that the visitor does in the chat window. Plain data, so that a recorded conversation can be run again. */
export type VisitorInput =
  | { readonly type: "open" }
  | { readonly type: "say"; readonly text: string }
  /** The ids of options of the last question, or one follow-up by its text or by the namespace of its action. */
  | { readonly type: "choose"; readonly ids: readonly string[] }
  /** A follow-up of the last message, by its position. */
  | { readonly type: "follow"; readonly index: number }
  /**
   * A button. `offer`: which one of those with this id (default: the newest). `picked`: the ids of the options that are
   * picked beside it. `data`: what the click hands over (default: the map of the button's card).
   */
  | {
      readonly type: "click";
      readonly id: string;
      readonly offer?: string;
      readonly picked?: readonly string[];
      readonly data?: OpenRecord;
    }
  /** Leaves an optional param open. */
  | { readonly type: "skip" }
  | { readonly type: "close" };
