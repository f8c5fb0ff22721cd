/**
 * For the page that embeds a ConvoKraft chat window: the window's interface with types ({@link chatWindow}), and late answers that arrive by
 * themselves ({@link showLateAnswers}). For browsers; without a dependency.
 * @module
 */
export type {
  ChatWindow,
  ChatWindowHook,
  HandleResponse,
  ReplyElement,
  SetClientSessionData,
  Transcript,
} from "./chat-window.js";
export { chatWindow } from "./when-ready.js";
export type { ChatWindowOptions } from "./when-ready.js";
export { showLateAnswers } from "./late/show-late-answers.js";
export type { ShowLateAnswersOptions, Waiting } from "./late/show-late-answers.js";
export type { LateAnswer } from "./late/late-answer.js";
export { isPageError, PageError } from "./error.js";
export type { PageErrorCode } from "./error.js";
