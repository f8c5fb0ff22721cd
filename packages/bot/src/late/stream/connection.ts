import { wait } from "../../time/wait.js";
import { claim, type Claimant, type PageAnswer } from "./claim.js";
import { answerEvent, goneEvent, HEARTBEAT, helloEvent } from "./event-text.js";
import type { Waiting } from "./page-ticket.js";
import type { StreamConfig } from "./stream-options.js";

/** The first look at each ticket of a connection. */
export type Answers = readonly (readonly [Waiting, PageAnswer])[];

/** One page that waits. */
export interface Connection {
  readonly config: StreamConfig;
  readonly claimant: Claimant;
  /** What the page sends as `Last-Event-ID` to get an answer again that it may not have received. */
  readonly resume: string;
  readonly answers: Answers;
  /** Aborted when the page leaves. */
  readonly signal: AbortSignal | null | undefined;
  readonly onEnd: () => void;
}

/** The events of one connection, until each of its tickets has been answered, its time is over, or the page leaves or reads too slowly. */
export function openConnection({
  config,
  claimant,
  resume,
  answers,
  signal,
  onEnd,
}: Connection): ReadableStream<Uint8Array> {
  const over = new AbortController();
  const encoder = new TextEncoder();
  const end = (): void => over.abort();
  const isOver = (): boolean => over.signal.aborted;
  const ends = [signal, config.signal].filter((each) => each != null);
  for (const each of ends) {
    each.addEventListener("abort", end, { once: true });
    if (each.aborted) end();
  }

  async function run(stream: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const send = (text: string): void => stream.enqueue(encoder.encode(text));
    // Whoever has not read the last piece gets no further one, and so takes no answer that it would not read either.
    const isRead = (): boolean => (stream.desiredSize ?? 0) > 0;
    const startedAt = performance.now();
    let sentAt = startedAt;
    const sent = (text: string): void => {
      send(text);
      sentAt = performance.now();
    };
    sent(helloEvent(resume) + answers.map(eventOf(resume)).join(""));
    let waiting: readonly Waiting[] = answers.flatMap(([each, answer]) => (answer === "waiting" ? [each] : []));
    while (waiting.length > 0 && !isOver()) {
      if (performance.now() - startedAt >= config.maxMs) return;
      await wait(config.pollMs, { signal: over.signal, isBackground: true });
      if (isOver()) return;
      if (!isRead()) {
        // A reader that is a whole heartbeat behind is as good as gone.
        if (performance.now() - sentAt >= config.heartbeatMs) return;
        continue;
      }
      for (const each of waiting) {
        const answer = await ask(claimant, each);
        if (answer === "waiting") continue;
        // What was taken for it is there when it comes back.
        if (isOver()) return;
        waiting = waiting.filter((other) => other !== each);
        sent(eventOf(resume)([each, answer]));
      }
      if (performance.now() - sentAt >= config.heartbeatMs) sent(HEARTBEAT);
    }
  }

  return new ReadableStream<Uint8Array>({
    start(stream) {
      void run(stream)
        .catch(claimant.report)
        .finally(() => {
          for (const each of ends) each.removeEventListener("abort", end);
          onEnd();
          try {
            stream.close();
          } catch {
            // The page has cancelled it.
          }
        });
    },
    cancel: end,
  });
}

/** A store that fails now may answer in a moment. */
async function ask(claimant: Claimant, { ticket }: Waiting): ReturnType<typeof claim> {
  try {
    return await claim(claimant, ticket);
  } catch (error) {
    claimant.report(error);
    return "waiting";
  }
}

function eventOf(resume: string): (answer: Answers[number]) => string {
  return ([{ text }, answer]) => {
    if (answer === "waiting") return "";
    return answer === "gone" ? goneEvent(text) : answerEvent(resume, text, answer);
  };
}
