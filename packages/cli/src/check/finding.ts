import type { Reception } from "./probe/reception.js";

/**
 * What `ck check` looks at, in this order.
 *
 * - `reachable`: the server answers at all
 * - `alive`: the server survived the check; only reported if it did not
 * - `genuine`: a request with a good signature is accepted
 * - `missing-signature`, `malformed-signature`, `lenient-signature`, `wrong-signature`, `repeated-signature`, `stale-key`, `changed-body`,
 *   `re-encoded-body`: what a server must reject
 * - `exact-bytes`: a good signature over bytes that `JSON.stringify` would not write is accepted
 * - `replay`: whether the server notices a repeated request; never fails
 * - `method`, `body-size`, `not-json`, `unknown-todo`: what is not a request
 * - `answer`: each `todo` gets an answer that the platform accepts, in time and within the size limit
 * - `action-form`: the action's name is read from an object and from a string
 * - `content-type`: the content type of the answers; never fails
 * - `error-leak`: no answer shows internal errors
 * - `transport`: whether the address is encrypted; never fails
 */
export type FindingId =
  | "reachable"
  | "alive"
  | "genuine"
  | "missing-signature"
  | "malformed-signature"
  | "lenient-signature"
  | "wrong-signature"
  | "repeated-signature"
  | "stale-key"
  | "changed-body"
  | "re-encoded-body"
  | "exact-bytes"
  | "replay"
  | "method"
  | "body-size"
  | "not-json"
  | "unknown-todo"
  | "answer"
  | "action-form"
  | "content-type"
  | "error-leak"
  | "transport";

/** `failed`: must be fixed. `note`: worth knowing. `skipped`: could not be checked; the message says why. */
export type FindingLevel = "passed" | "failed" | "note" | "skipped";

/** One result of a check. */
export interface CheckFinding {
  readonly id: FindingId;
  readonly level: FindingLevel;
  /** The request, if there are several: `execute ApplyLeave`. */
  readonly subject?: string;
  /** The emulator's verdict on the answer: `answered`, `wrong-form`, `too-large`, … */
  readonly outcome?: string;
  /** What the server did with a request that it must reject, or must accept. */
  readonly reception?: Reception["kind"];
  /** What the check saw. */
  readonly message: string;
  /** What to do about it; only on `failed`. */
  readonly fix?: string;
}

/** The result of {@link checkWebhook}. */
export interface CheckReport {
  readonly url: string;
  /** Nothing failed. */
  readonly passed: boolean;
  /** The one thing to fix first, if the check found out. */
  readonly diagnosis?: { readonly message: string; readonly fix: string };
  readonly counts: Readonly<Record<FindingLevel, number>>;
  /** How many POST requests were sent. */
  readonly requests: number;
  readonly findings: readonly CheckFinding[];
}
