import type { Context } from "../context.js";
import { english } from "./english.js";
import type { TextsFor } from "./option.js";
import { sayText } from "./say-text.js";
import type { TextValues } from "./texts.js";

/** The same in the ESM and the CJS copy of this package. */
const TEXTS = Symbol.for("@ck/bot texts");

/** Lets the hooks of a request speak as its bot does. */
export function withTexts(context: Context, textsFor: TextsFor): void {
  Object.assign(context, { [TEXTS]: textsFor });
}

/**
 * One of the kit's texts, as the bot of this request says it: in the author's words and the visitor's language. For hooks that answer.
 *
 * @param context - the hook's
 * @param name - which text
 * @param values - what the sentence is made of
 * @returns the sentence
 * @throws {@link BotError} `ERR_INVALID_ANSWER`: a function of the author's did not return a text
 *
 * @example
 * ```ts
 * import { createBot, textOf } from "@ck/bot";
 *
 * createBot({
 *   use: [(context, next) => (context.userInput === "" ? textOf(context, "fallback", {}) : next())],
 *   actions: {},
 * });
 * ```
 */
export function textOf<Name extends keyof TextValues>(context: Context, name: Name, values: TextValues[Name]): string {
  const { [TEXTS]: textsFor } = context as Context & { readonly [TEXTS]?: TextsFor };
  return sayText(textsFor?.(context) ?? english, name, values);
}
