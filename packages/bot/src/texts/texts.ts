import type { ParamReasons } from "@ck/protocol";

/** A sentence, or a function that makes it of its values. */
export type Text<Values extends object = object> = string | ((values: Values) => string);

/**
 * Every sentence that the kit itself says to a visitor, in one language. Those for a value that does not decode are the
 * {@link ParamReasons} of `@ck/protocol`.
 */
export interface Texts extends ParamReasons {
  /** The language, as a BCP 47 tag: `"de"`, `"pt-BR"`. */
  readonly locale: string;
  /** Replies that mean yes and no, whatever their case, besides those that `boolean()` accepts in every language. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** The greeting of a bot without `welcome`. */
  readonly welcome: Text;
  /** The answer of a bot without `fallback`. */
  readonly fallback: Text;
  /** The answer if something went wrong, of a bot without `failure`. */
  readonly failure: Text;
  /** The answer if a handler is not done at the deadline, of a bot without `late`. */
  readonly late: Text;
  /** Asks for a param without a value that has no `ask`: `param` is its name, `name` the same in words, `leave type`. */
  readonly missing: Text<{ readonly param: string; readonly name: string }>;
  /** The visitor has to prove who they are first. */
  readonly visitorRequired: Text;
  /** The visitor has sent too much, and may go on in `waitMs`. */
  readonly rateLimited: Text<{ readonly waitMs: number }>;
}

/** The sentences of a {@link Texts}, by name, each with the values that it is made of. */
export type TextValues = {
  readonly [Name in Exclude<keyof Texts, "locale" | "yes" | "no">]: Texts[Name] extends
    string | ((values: infer V) => string)
    ? V
    : never;
};
