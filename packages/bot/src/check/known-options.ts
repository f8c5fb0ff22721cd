import { describeWrongOptions } from "@ck/protocol";
import { BotError } from "../error.js";

/**
 * Refuses an option that does not exist, because a misspelled one would be ignored silently. For packages that build on this
 * one. An option whose value is `undefined` counts as left out.
 *
 * @param options - what was given
 * @param known - the names of the options that exist
 * @param owner - what has these options, as the author writes it: `webhook`
 * @throws {@link BotError} `ERR_INVALID_OPTION`: there is an unknown option, or `options` is not an object
 * @example
 * ```ts
 * import { isBotError, requireKnownOptions } from "@ck/bot";
 *
 * let message = "";
 * try {
 *   requireKnownOptions({ deadlinMs: 4000 }, ["deadlineMs", "onError"], "webhook");
 * } catch (error) {
 *   if (isBotError(error)) message = error.message;
 * }
 * message; // → "Unknown option `deadlinMs`. Did you mean `deadlineMs`? The options of webhook are deadlineMs, onError."
 * ```
 */
export function requireKnownOptions(options: object, known: readonly string[], owner: string): void {
  const wrong = describeWrongOptions(options, known, owner);
  if (wrong !== undefined) throw new BotError("ERR_INVALID_OPTION", wrong);
}
