/** An answer that was promised to the session and has not been handed over yet. */
export interface LateAnswer {
  /** The action it belongs to, as the bot declares it. */
  readonly action: string;
  /** `ready` and `failed`: the next `execute` of the action, with the same params, is answered at once. */
  readonly state: "running" | "ready" | "failed";
}
