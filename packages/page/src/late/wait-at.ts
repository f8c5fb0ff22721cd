import { PageError } from "../error.js";
import { EventCutter } from "./event-stream.js";
import { readTicketEvent, type TicketEvent } from "./late-answer.js";

/** One connection to the server. */
export interface WaitOptions {
  readonly url: string;
  readonly tickets: readonly string[];
  /** What the server knows this tab by. */
  readonly tab: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: TicketEvent) => void;
}

/**
 * Waits for answers until the server ends the connection.
 *
 * @returns `again`: it may be tried again at once; `unknown`: there is nothing to wait for
 * @throws {@link PageError} `ERR_STREAM_REFUSED`: this page may not; anything else: it may be tried again later
 */
export async function waitAt({ url, tickets, tab, signal, onEvent }: WaitOptions): Promise<"again" | "unknown"> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${tickets.join("~")}`, "last-event-id": tab, accept: "text/event-stream" },
    signal,
  });
  const { status } = response;
  if (status === 401 || status === 404) return "unknown";
  if (status !== 200 && status < 500 && status !== 429) {
    throw new PageError(
      "ERR_STREAM_REFUSED",
      `The server answered ${status}. The address must be that of lateAnswerStream, and a page on another origin must be in its origins.`,
    );
  }
  if (status !== 200 || response.body === null) throw new Error(`The server answered ${status}.`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const cutter = new EventCutter();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return "again";
    for (const { event, data } of cutter.add(decoder.decode(value, { stream: true }))) {
      const read = readTicketEvent(event, data);
      if (read) onEvent(read);
    }
  }
}
