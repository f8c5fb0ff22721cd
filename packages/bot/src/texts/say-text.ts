import { BotError } from "../error.js";
import { shapeOf } from "../check/shape-of.js";
import type { TextValues, Texts } from "./texts.js";

/**
 * One of the kit's texts, as a sentence.
 *
 * @param values - what the sentence is made of
 * @throws {@link BotError} `ERR_INVALID_ANSWER`: a function of the author's did not return a text
 */
export function sayText<Name extends keyof TextValues>(texts: Texts, name: Name, values: TextValues[Name]): string {
  const text = texts[name] as string | ((values: TextValues[Name]) => unknown);
  const said = typeof text === "string" ? text : text(values);
  if (typeof said === "string" && said.trim() !== "") return said;
  const found = typeof said === "string" ? "a blank string" : shapeOf(said);
  throw new BotError("ERR_INVALID_ANSWER", `texts.${name} returned ${found}. Return what the visitor should read.`);
}
