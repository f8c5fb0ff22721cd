/** What each kind of {@link ParamIssue} says besides its code. */
export interface ParamIssueValues {
  /** Not a text, or a blank one. */
  readonly invalidText: object;
  /** Fewer characters than `minLength`. */
  readonly textTooShort: { readonly minLength: number };
  /** More characters than `maxLength`. */
  readonly textTooLong: { readonly maxLength: number };
  /** A text that does not match the pattern. */
  readonly invalidPattern: object;
  /** Not an email address. */
  readonly invalidEmail: object;
  /** Nothing that names a user. */
  readonly invalidUser: object;
  /** Not a whole number, or not within the bounds. */
  readonly invalidInteger: { readonly min?: number; readonly max?: number };
  /** Not a number, not within the bounds, or more digits after the point than `precision`. */
  readonly invalidDecimal: { readonly min?: number; readonly max?: number; readonly precision?: number };
  /** A number with more digits than JavaScript can hold. */
  readonly tooManyDigits: object;
  /** Neither yes nor no. */
  readonly invalidBoolean: object;
  /** Not a date. */
  readonly invalidDate: object;
  /** Not a date with a time. */
  readonly invalidDateTime: object;
  /** Not a time of day. */
  readonly invalidTime: object;
  /** Not a start and an end. */
  readonly invalidRange: object;
  /** The start of a range does not decode. */
  readonly invalidStart: RangeEnd;
  /** The end of a range does not decode. */
  readonly invalidEnd: RangeEnd;
  /** The start of a range is after its end. */
  readonly startAfterEnd: object;
  /** Not one of the choices. */
  readonly invalidSelection: Choices;
  /** None of the choices, or something else among them. */
  readonly invalidMultiSelection: Choices;
}

interface RangeEnd {
  /** Why the end does not decode, as a sentence. */
  readonly reason: string;
  /** The same for code. A decoder of your own may give none. */
  readonly issue?: ParamIssue | undefined;
}

interface Choices {
  /** The labels of the choices; empty if there are more than anybody reads in a chat. */
  readonly labels: readonly string[];
}

/** The code of a {@link ParamIssue}. */
export type ParamIssueKind = keyof ParamIssueValues;

/** Why a value does not decode, for code: the kind, and what a sentence about it needs. It never quotes the value. */
export type ParamIssue = {
  readonly [Kind in ParamIssueKind]: { readonly code: Kind } & ParamIssueValues[Kind];
}[ParamIssueKind];

/** A sentence for each kind of {@link ParamIssue}. */
export type ParamReasons = {
  readonly [Kind in ParamIssueKind]: string | ((values: ParamIssueValues[Kind]) => string);
};

/** The sentences in English. */
export const englishReasons: ParamReasons = {
  invalidText: "Please give a text.",
  textTooShort: ({ minLength }) => `Please give at least ${count(minLength, "character")}.`,
  textTooLong: ({ maxLength }) => `Please give at most ${count(maxLength, "character")}.`,
  invalidPattern: "Please give it in the expected form.",
  invalidEmail: "Please give an email address, such as name@example.com.",
  invalidUser: "Please name a user.",
  invalidInteger: (bounds) => `Please give a whole number${within(bounds)}.`,
  invalidDecimal: ({ precision, ...bounds }) => {
    const digits = precision === undefined ? "" : `, with at most ${count(precision, "digit")} after the point`;
    return `Please give a number${within(bounds)}${digits}.`;
  },
  tooManyDigits: "Please give a number with fewer digits.",
  invalidBoolean: "Please answer yes or no.",
  invalidDate: "Please give a date, such as 2026-05-03 or 03-May-2026.",
  invalidDateTime: "Please give a date and a time, such as 2026-05-03 14:30.",
  invalidTime: "Please give a time, such as 14:30 or 2:30 PM.",
  invalidRange: "Please give a start and an end.",
  invalidStart: ({ reason }) => `The start is not right. ${reason}`,
  invalidEnd: ({ reason }) => `The end is not right. ${reason}`,
  startAfterEnd: "Please give a start that is not after the end.",
  invalidSelection: ({ labels }) => `Please choose one of${list(labels)}.`,
  invalidMultiSelection: ({ labels }) => `Please choose one or more of${list(labels)}.`,
};

/**
 * The sentence for what is wrong with a param.
 *
 * @param issue - The issue of a decoder.
 * @param reasons - The sentences. Default: in English.
 * @returns A sentence that asks for what is needed.
 *
 * @example
 * ```ts
 * import { describeParamIssue, englishReasons } from "@ck/protocol";
 *
 * describeParamIssue({ code: "textTooLong", maxLength: 1 }); // → "Please give at most 1 character."
 * describeParamIssue({ code: "invalidText" }, { ...englishReasons, invalidText: "A text, please." }); // → "A text, please."
 * ```
 */
export function describeParamIssue(issue: ParamIssue, reasons: ParamReasons = englishReasons): string {
  const { code, ...values } = issue;
  const isEnd = issue.code === "invalidStart" || issue.code === "invalidEnd";
  // The sentence about an end holds another, which has to be in the same language.
  const own = isEnd && issue.issue ? { ...values, reason: describeParamIssue(issue.issue, reasons) } : values;
  const reason = reasons[code] as string | ((values: object) => string);
  return typeof reason === "string" ? reason : reason(own);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function within({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return ` between ${min} and ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max !== undefined ? ` of at most ${max}` : "";
}

function list(labels: readonly string[]): string {
  return labels.length === 0 ? " the options" : `: ${labels.join(", ")}`;
}
