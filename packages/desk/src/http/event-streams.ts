import type { Context } from "hono";
import { streamSSE, type SSEStreamingApi } from "hono/streaming";
import type { DeskEvent } from "../api/events.js";
import { HttpError } from "./http-error.js";

/** How many pages can be open at once. */
const MAX_STREAMS = 20;
/** A page that does not read is disconnected once this many characters wait for it. */
const MAX_WAITING = 16_000_000;
/** A comment now and then shows the page, and any proxy, that the stream is alive. */
const BEAT_MS = 15_000;

/** The event streams of all open pages. */
export interface EventStreams {
  /**
   * Answers a request with a stream that ends when the page leaves.
   *
   * @param first - the first event
   * @throws HttpError 503: there are too many streams
   */
  readonly open: (context: Context, first: DeskEvent) => Response;
  readonly tell: (event: DeskEvent) => void;
  readonly close: () => void;
}

/** The stream of one page. */
interface PageStream {
  readonly send: (text: string, write: (stream: SSEStreamingApi) => Promise<unknown>) => void;
  readonly end: () => void;
}

/** Creates streams of server-sent events (HTML standard, §9.2). */
export function createEventStreams(): EventStreams {
  const streams = new Set<PageStream>();
  const tell = (stream: PageStream, event: DeskEvent): void => {
    const data = JSON.stringify(event);
    stream.send(data, (to) => to.writeSSE({ data }));
  };
  const beat = setInterval(() => {
    for (const stream of streams) stream.send(":", (to) => to.write(":\n\n"));
  }, BEAT_MS);
  // A timer of Node would keep the process alive; in a browser it is a number.
  if (typeof beat === "object") beat.unref();

  return {
    open(context, first) {
      if (streams.size >= MAX_STREAMS)
        throw new HttpError(503, "ERR_STREAMS", `${MAX_STREAMS} pages are open. Close one of them.`);
      return streamSSE(context, async (to) => {
        await new Promise<void>((resolve) => {
          const stream = createPageStream(to, () => {
            streams.delete(stream);
            resolve();
          });
          streams.add(stream);
          tell(stream, first);
        });
      });
    },
    tell(event) {
      for (const stream of streams) tell(stream, event);
    },
    close() {
      clearInterval(beat);
      for (const stream of streams) stream.end();
    },
  };
}

/** @param onEnd - called once, when the page has left or the stream was ended */
function createPageStream(to: SSEStreamingApi, onEnd: () => void): PageStream {
  let waiting = 0;
  to.onAbort(onEnd);
  return {
    send(text, write) {
      waiting += text.length;
      if (waiting > MAX_WAITING) to.abort();
      else void write(to).then(() => (waiting -= text.length));
    },
    end: onEnd,
  };
}
