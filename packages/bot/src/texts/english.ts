import { englishReasons } from "@ck/protocol";
import { formatWait } from "./format.js";
import type { Texts } from "./texts.js";

/** The kit's texts in English: the default. */
export const english: Texts = {
  ...englishReasons,
  locale: "en",
  yes: ["yes"],
  no: ["no"],
  welcome: "Hello! How can I help you?",
  fallback: "Sorry, I did not understand that.",
  failure: "Sorry, something went wrong. Please try again.",
  late: "This takes longer than expected. Please try again in a moment.",
  missing: ({ name }) => `Please give the ${name}.`,
  visitorRequired: "Please sign in first, and then try again.",
  rateLimited: ({ waitMs }) => `That was a lot in a short time. Please try again ${formatWait("en", waitMs)}.`,
};
