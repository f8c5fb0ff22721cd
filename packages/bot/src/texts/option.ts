import { requireKnownOptions } from "../check/known-options.js";
import { shapeOf } from "../check/shape-of.js";
import type { Context } from "../context.js";
import { BotError } from "../error.js";
import { english } from "./english.js";
import type { Texts } from "./texts.js";

/** The kit's texts for a bot: those to replace, or a function that chooses them for a visitor. What is left out is in English. */
export type TextsOption = Partial<Texts> | ((context: Context) => Partial<Texts>);

/** Finds the complete texts for a request. */
export type TextsFor = (context: Context) => Texts;

/** @throws {@link BotError} `ERR_INVALID_OPTION`: a text is unknown, or is not a text */
export function readTexts(option: TextsOption | undefined): TextsFor {
  if (option === undefined) return () => english;
  if (typeof option !== "function") {
    if (typeof option !== "object" || (option as unknown) === null)
      throw invalid(`texts must be a table of texts, or a function that chooses one; got ${shapeOf(option)}.`);
    const texts = complete(option);
    return () => texts;
  }
  // A function mostly returns one of a few tables, which are checked once each.
  const known = new WeakMap<object, Texts>();
  return (context) => {
    const chosen: unknown = option(context);
    if (typeof chosen !== "object" || chosen === null)
      throw invalid(`texts must return a table of texts, such as german; got ${shapeOf(chosen)}.`);
    const texts = known.get(chosen) ?? complete(chosen);
    known.set(chosen, texts);
    return texts;
  };
}

function complete(table: Partial<Texts>): Texts {
  requireKnownOptions(table, Object.keys(english), "texts");
  const own = Object.entries(table as Readonly<Record<string, unknown>>).filter(([, text]) => text !== undefined);
  for (const [name, text] of own) checkText(name, text);
  return { ...english, ...Object.fromEntries(own) };
}

function checkText(name: string, text: unknown): void {
  if (name === "locale") {
    if (typeof text === "string" && isLocale(text)) return;
    throw invalid(`texts.locale must be a language tag such as "de" or "pt-BR"; got ${shapeOf(text)}.`);
  }
  if (name === "yes" || name === "no") {
    if (Array.isArray(text) && text.every((word) => typeof word === "string" && word.trim() !== "")) return;
    throw invalid(`texts.${name} must be a list of words; got ${shapeOf(text)}.`);
  }
  if (typeof text === "function" || (typeof text === "string" && text.trim() !== "")) return;
  const found = typeof text === "string" ? "a blank string" : shapeOf(text);
  throw invalid(`texts.${name} must be what the visitor should read, or a function that returns it; got ${found}.`);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
