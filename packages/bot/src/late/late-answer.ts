import type { Card, FollowUp } from "@ck/protocol";

/** The kinds of request whose handlers may be late. */
export type LateTodo = "execute" | "prompt" | "button" | "fallback";

/** An answer that was promised to the session and has not been handed over yet. */
export interface LateAnswer {
  /** The kind of request that it answers. */
  readonly todo: LateTodo;
  /** The action it belongs to, as the bot declares it; absent for free text. */
  readonly action?: string;
  /** `ready` and `failed`: it goes out at once when it is asked for again. */
  readonly state: "running" | "ready" | "failed";
  /**
   * Takes what a ready answer says: put it into the answer of this turn, because no other gets it. What its handler did to `broadcast` is done to
   * this turn's. If this turn's handler fails, in time or late, the answer goes out before its failure message.
   *
   * `undefined` if it is not ready, if another turn has it, if it only goes on with its own action (such as a question for a param), or if it failed
   * and had taken no other. One that failed is not listed again.
   */
  readonly take: () => Promise<TakenAnswer | undefined>;
}

/** What any turn can show of a late answer. */
export interface TakenAnswer {
  readonly message: string;
  readonly card?: readonly Card[];
  readonly followup?: FollowUp;
}
