import type { ChatWindow, HandleResponse } from "../chat-window.js";
import { PageError, requireKnownOptions } from "../error.js";
import type { LateAnswer } from "./late-answer.js";
import { openTickets, ticketsIn, type TabStorage } from "./tickets.js";
import { waitAt } from "./wait-at.js";

/** Options of {@link showLateAnswers}. */
export interface ShowLateAnswersOptions {
  /** Where `lateAnswerStream` of `@ck/bot` or `@ck/node` is, such as `https://bot.example/late-answers`. */
  readonly url: string | URL;
  /** Shows an answer. Default: its message, with `pushTranscript`. */
  readonly show?: ((answer: LateAnswer, window: ChatWindow) => void) | undefined;
  /** Called if the server refuses this page for good. Default: `console.error`. */
  readonly onError?: ((error: PageError) => void) | undefined;
}

const OPTIONS = { url: true, show: true, onError: true } satisfies Record<keyof ShowLateAnswersOptions, true>;

/** What {@link showLateAnswers} has begun. */
export interface Waiting {
  /** Ends it: for a page that removes the chat window. */
  readonly stop: () => void;
}

const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 30_000;
/** A connection that lasted this long was none that failed. */
const LASTING_MS = 5_000;
/** Some half an hour. */
const MOST_FAILURES = 60;

/**
 * Shows late answers in the open chat as soon as they are ready. It takes the tickets from the replies that promise an answer, waits at your
 * server, connects again when the connection breaks or the page is loaded again, and shows each answer once.
 *
 * Call it after the page has set a `handleResponse` of its own, which is then still called.
 *
 * @param window - what {@link chatWindow} resolves to
 * @param options - `url` is required
 * @throws {@link PageError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { chatWindow, showLateAnswers } from "@ck/page";
 *
 * async function start(): Promise<void> {
 *   showLateAnswers(await chatWindow(), { url: "https://bot.example/late-answers" });
 * }
 * ```
 */
export function showLateAnswers(window: ChatWindow, options: ShowLateAnswersOptions): Waiting {
  requireKnownOptions(options, Object.keys(OPTIONS), "showLateAnswers");
  const { show = pushMessage, onError = (error) => console.error(error) } = options;
  const url = readUrl(options.url);
  const tickets = openTickets(tabStorage());
  const stopped = new AbortController();
  /** Aborted when there are other tickets to wait for. */
  let current: AbortController | undefined;
  let isWaiting = false;

  const previous = window.handleResponse;
  const own: HandleResponse = (actionName, data, ...rest) => {
    if (!stopped.signal.aborted && tickets.add(ticketsIn(data))) begin();
    // Without a hook of the page's, the window shows the reply as it would by itself.
    return previous?.call(window, actionName, data, ...rest) ?? false;
  };
  window.handleResponse = own;

  function begin(): void {
    current?.abort();
    if (!isWaiting && tickets.waiting.length > 0) void run().finally(() => (isWaiting = false));
  }

  async function run(): Promise<void> {
    isWaiting = true;
    let failures = 0;
    while (tickets.waiting.length > 0 && failures < MOST_FAILURES && !stopped.signal.aborted) {
      const connection = new AbortController();
      current = connection;
      const startedAt = performance.now();
      try {
        const asked = tickets.waiting;
        const ended = await waitAt({
          url,
          tickets: asked,
          tab: tickets.tab,
          signal: connection.signal,
          onEvent({ ticket, answer }) {
            failures = 0;
            if (tickets.waiting.includes(ticket) && answer) callShow(answer);
            tickets.remove(ticket);
          },
        });
        if (ended === "unknown") for (const ticket of asked) tickets.remove(ticket);
        // A server or proxy that ends every connection at once is not to be asked all the time.
        else failures = performance.now() - startedAt < LASTING_MS ? failures + 1 : 0;
      } catch (error) {
        // There are more tickets, or the page has stopped it.
        if (connection.signal.aborted) continue;
        if (error instanceof PageError) {
          onError(error);
          return;
        }
        failures++;
      }
      if (tickets.waiting.length > 0) await sleep(waitMs(failures), connection.signal);
    }
  }

  function callShow(answer: LateAnswer): void {
    try {
      show(answer, window);
    } catch (error) {
      // The page's own function failed: the others are shown all the same.
      console.error(error);
    }
  }

  stopped.signal.addEventListener("abort", () => {
    current?.abort();
    if (window.handleResponse === own) window.handleResponse = previous;
  });
  begin();
  return { stop: () => stopped.abort() };
}

/** Cards and chips have no place in a transcript. */
function pushMessage({ message }: LateAnswer, window: ChatWindow): void {
  const time = String(Date.now());
  window.pushTranscript({ message, id: `late-${time}-${Math.random().toString(36).slice(2)}`, sender: "bot", time });
}

/** Longer after each failure, and not the same for all pages that lost the same server. */
function waitMs(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** failures, LAST_WAIT_MS) * (0.5 + Math.random() / 2);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function readUrl(url: unknown): string {
  const text = typeof url === "string" || url instanceof URL ? String(url) : "";
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  try {
    const { protocol, href } = new URL(text, location?.href);
    if (text !== "" && (protocol === "https:" || protocol === "http:")) return href;
  } catch {
    // The error below says what it must be.
  }
  throw new PageError("ERR_INVALID_OPTION", "url must be the http(s) address of your server's lateAnswerStream.");
}

/** Only reading it throws where a visitor forbids it. */
function tabStorage(): TabStorage | undefined {
  try {
    return (globalThis as { readonly sessionStorage?: TabStorage }).sessionStorage;
  } catch {
    return undefined;
  }
}
