import type { Issue, ResponseByKind, ResponseKind } from "@ck/protocol";

/** An answer that the platform takes; `kind` tells the forms apart. */
export type Answer = { [K in ResponseKind]: { readonly kind: K; readonly response: ResponseByKind[K] } }[ResponseKind];

/**
 * Why there is no answer:
 *
 * - `timed-out`: the last byte was not there in time (contract §4)
 * - `too-large`: the body is over the limit (contract §4)
 * - `bad-status`: a status other than 200
 * - `bad-json`: the body is not a JSON object in UTF-8
 * - `wrong-form`: it is one, and not what this request is answered with (contract §2); `issues` name the keys
 * - `unreachable`: no connection, or one that broke
 */
export type FailedOutcome = "timed-out" | "too-large" | "bad-status" | "bad-json" | "wrong-form" | "unreachable";

/** What the platform makes of one delivery. */
export type Verdict =
  | {
      readonly outcome: "answered";
      readonly answer: Answer;
      readonly message: string;
      /** What is odd about the answer, though it is taken. */
      readonly remarks: readonly string[];
    }
  | {
      readonly outcome: FailedOutcome;
      readonly message: string;
      readonly remarks: readonly string[];
      /** For `bad-json` and `wrong-form`: what is wrong, and where. */
      readonly issues: readonly Issue[];
    };
