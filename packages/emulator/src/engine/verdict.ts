import type { Issue, ResponseByKind, ResponseKind } from "@ck/protocol";

/** An answer that the platform accepts; `kind` distinguishes the forms. */
export type Answer = { [K in ResponseKind]: { readonly kind: K; readonly response: ResponseByKind[K] } }[ResponseKind];

/**
 * Why there is no answer:
 *
 * - `timed-out`: the last byte did not arrive in time (docs/contract.md §4)
 * - `too-large`: the body is over the limit (docs/contract.md §4)
 * - `bad-status`: the status is not 200
 * - `bad-json`: the body is not a JSON object in UTF-8
 * - `wrong-form`: the body does not answer this request (docs/contract.md §2); `issues` name the keys
 * - `unreachable`: no connection, or a broken one
 */
export type FailedOutcome = "timed-out" | "too-large" | "bad-status" | "bad-json" | "wrong-form" | "unreachable";

/** The platform's judgement of one delivery. */
export type Verdict =
  | {
      readonly outcome: "answered";
      readonly answer: Answer;
      readonly message: string;
      /** What the author should fix, although the answer is accepted. */
      readonly remarks: readonly string[];
    }
  | {
      readonly outcome: FailedOutcome;
      readonly message: string;
      readonly remarks: readonly string[];
      /** For `bad-json` and `wrong-form`: what is wrong, and where. */
      readonly issues: readonly Issue[];
    };
