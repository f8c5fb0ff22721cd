import type { OpenRecord } from "../record.js";

/** What a visitor does in the chat window. Plain data, so that a recorded conversation can be gone through again. */
export type VisitorInput =
  | { readonly type: "open" }
  | { readonly type: "say"; readonly text: string }
  /** The ids of options of the last question (several for a multi selection), or the namespace of a follow-up. */
  | { readonly type: "choose"; readonly ids: readonly string[] }
  | { readonly type: "click"; readonly id: string; readonly data?: OpenRecord }
  | { readonly type: "close" };
