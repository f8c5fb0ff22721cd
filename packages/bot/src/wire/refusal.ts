import type { RefusalReason } from "../events.js";

/** Thrown on the road by what is no genuine request. The caller gets the status and not a word about why; the rest is for the author's logs. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 405 | 408 | 409 | 413,
    readonly reason: RefusalReason,
    readonly detail?: string,
  ) {
    super(reason);
  }
}

/** Thrown on the road when there is nobody left to answer. */
export class CallerGone extends Error {}
