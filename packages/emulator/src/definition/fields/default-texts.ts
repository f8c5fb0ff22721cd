import type { ParamType } from "../../emulated-bot.js";

/** A name as words: `leaveType` → `leave type`, `HTTPPort2` → `http port 2`, `apply_leave` → `apply leave`. */
export function inWords(name: string): string {
  const words = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu);
  return words === null ? name : words.join(" ").toLowerCase();
}

/** The question for a param, if the definition has none. */
export function promptFor(name: string, type: ParamType): string {
  const words = inWords(name);
  switch (type) {
    case "selection":
      return `Please choose the ${words}.`;
    case "multi-selection":
      return `Please choose one or more of the ${words}.`;
    case "boolean":
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}: yes or no?`;
    default:
      return `Please enter the ${words}.`;
  }
}
