import type { ChatWindow } from "./chat-window.js";
import { PageError, requireKnownOptions } from "./error.js";

/** Options of {@link chatWindow}. */
export interface ChatWindowOptions {
  /** How long the window's script may take to load, in ms. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

const POLL_MS = 50;
const TIMEOUT_MS = 30_000;

/**
 * Waits until the script of the chat window has loaded, and returns the window.
 *
 * @param options - how long to wait
 * @returns the window, for its methods and hooks
 * @throws {@link PageError} `ERR_INVALID_OPTION`; `ERR_NO_CHAT_WINDOW`: the script has not loaded in time
 *
 * @example
 * ```ts
 * import { chatWindow, type ChatWindow } from "@ck/page";
 *
 * async function greet(name: string): Promise<void> {
 *   const convokraft: ChatWindow = await chatWindow();
 *   convokraft.setClientSessionData = () => ({ name });
 *   convokraft.sendMessage("Hello");
 * }
 * ```
 */
export async function chatWindow(options: ChatWindowOptions = {}): Promise<ChatWindow> {
  requireKnownOptions(options, ["timeoutMs"], "chatWindow");
  const { timeoutMs = TIMEOUT_MS } = options;
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0))
    throw new PageError("ERR_INVALID_OPTION", "timeoutMs must be a number of ms above 0.");
  const until = performance.now() + timeoutMs;
  for (;;) {
    const { convokraft } = globalThis as { readonly convokraft?: Partial<ChatWindow> | null };
    if (isReady(convokraft)) return convokraft;
    const leftMs = until - performance.now();
    if (leftMs <= 0) {
      throw new PageError(
        "ERR_NO_CHAT_WINDOW",
        `The chat window was not there after ${timeoutMs} ms. The page must include its script, convokraft-chat-sdk.js, after the <convokraft-chat-bot> element; see whether something blocks it.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_MS, leftMs)));
  }
}

/** The page may have made the object itself, to set hooks in time: it is ready once it has its methods. */
function isReady(convokraft: Partial<ChatWindow> | null | undefined): convokraft is ChatWindow {
  return typeof convokraft?.pushTranscript === "function";
}
