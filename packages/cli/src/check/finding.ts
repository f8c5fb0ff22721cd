/**
 * What is looked at, in the order in which it is.
 *
 * - `reachable`: there is an answer at all
 * - `genuine`: a request with a good signature is let in
 * - `missing-signature`, `malformed-signature`, `wrong-signature`, `repeated-signature`, `stale-key`, `changed-body`, `re-encoded-body`: what a
 *   server must refuse
 * - `exact-bytes`: a good signature over bytes that `JSON.stringify` would not have written
 * - `replay`: whether the same request is noticed the second time; information
 * - `method`, `body-size`, `not-json`, `unknown-todo`: what is no request
 * - `answer`: each `todo` is answered in a form that the platform takes, in time and in size
 * - `action-form`: the action's name as an object and as a string
 * - `content-type`: that of the answers; information
 * - `error-leak`: no answer tells what went wrong inside
 * - `transport`: whether the address is encrypted on the way; information
 */
export type FindingId =
  | "reachable"
  | "genuine"
  | "missing-signature"
  | "malformed-signature"
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

/** `fault`: must be mended. `note`: good to know. `skipped`: could not be looked at, and why. */
export type FindingLevel = "ok" | "fault" | "note" | "skipped";

/** One thing that was looked at. */
export interface CheckFinding {
  readonly id: FindingId;
  readonly level: FindingLevel;
  /** Which request it was, where there are several: `execute ApplyLeave`. */
  readonly subject?: string;
  /** What came back: `answered`, `wrong-form`, `too-large`, … as the emulator's verdict has it. */
  readonly outcome?: string;
  /** What was seen. */
  readonly message: string;
  /** What to do, for a fault. */
  readonly fix?: string;
}

/** What a check found. */
export interface CheckReport {
  readonly url: string;
  /** No fault. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<FindingLevel, number>>;
  /** How many POST requests were sent. */
  readonly requests: number;
  readonly findings: readonly CheckFinding[];
}
