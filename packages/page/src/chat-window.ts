/*
 * The one place for what is known of the chat window's script, and how well (docs/contract.md has the grades):
 * D, the vendor's pages of the JavaScript client SDK: the global object `convokraft`; `sendMessage`, `pushTranscript` and its object; the names of
 *    all hooks; the arguments of `handleResponse`, and that `data` is what the answer's `data` key held, for Deluge functions.
 * S  that the `data` of a webhook's answer arrives there too.
 * I  that `false` from `handleResponse` leaves the reply as the window shows it by itself; that `sender: "bot"` is the bot (the sample shows `user`
 *    alone); that `setClientSessionData` returns what requests then carry as `clientData`.
 * ?  the arguments of the other hooks; whether `pushTranscript` reads the text markup of messages; when hooks are read.
 */

/** The chat window as a page's script sees it: the global `convokraft`. */
export interface ChatWindow {
  /** Says something for the visitor; with the id of an option, picks that one. */
  sendMessage(message: string, optionId?: string): void;
  /** Shows a message in the open chat, in this session only. The bot hears nothing of it. */
  pushTranscript(transcript: Transcript): void;
  handleResponse?: HandleResponse | undefined;
  setClientSessionData?: SetClientSessionData | undefined;
  handleWelcome?: ChatWindowHook | undefined;
  handleMissed?: ChatWindowHook | undefined;
  handleError?: ChatWindowHook | undefined;
  handleUpload?: ChatWindowHook | undefined;
  minimizeChat?: ChatWindowHook | undefined;
  didConnect?: ChatWindowHook | undefined;
  setOnBoarding?: ChatWindowHook | undefined;
  setOnBoardingSentences?: ChatWindowHook | undefined;
}

/** One message in the chat. */
export interface Transcript {
  readonly message: string;
  readonly id: string;
  /** The documentation shows `user` alone. */
  readonly sender: "user" | "bot" | (string & {});
  /** In ms since 1970, as a string. */
  readonly time: string;
}

/**
 * Called with each reply of the bot, before it is shown.
 *
 * @param actionName - the namespace of the action
 * @param data - what the bot's answer had in `data`
 * @param element - where the reply is shown: fill it to show something else
 * @param responseHandled - to be called once `element` is filled, so that the chat scrolls to it; not for an older message that was scrolled to
 * @param fromHistory - whether the reply is of an earlier session
 * @param fromPagination - whether the visitor scrolled back to it
 * @returns `true` if `element` was filled
 */
export type HandleResponse = (
  actionName: string,
  data: unknown,
  element: ReplyElement,
  responseHandled: () => void,
  fromHistory: boolean,
  fromPagination: boolean,
) => boolean;

/** Returns what the bot gets as `clientData` with each request of the session. */
export type SetClientSessionData = () => Readonly<Record<string, unknown>>;

/** A hook of which only the name is documented. */
export type ChatWindowHook = (...details: unknown[]) => unknown;

/** `HTMLElement`, where TypeScript knows the DOM. */
export type ReplyElement = typeof globalThis extends { HTMLElement: { prototype: infer Element } } ? Element : unknown;
