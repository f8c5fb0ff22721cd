import type { RefusalReason } from "../events.js";

/** Thrown for a request that is not genuine. The caller gets the status and nothing else; the rest is for the author's logs. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 405 | 408 | 409 | 413,
    readonly reason: RefusalReason,
    readonly detail?: string,
  ) {
    super(reason);
  }
}

/** Thrown when nobody is left to answer. */
export class CallerGone extends Error {}
