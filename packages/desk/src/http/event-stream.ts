import type { ServerResponse } from "node:http";
import type { DeskEvent } from "../api/events.js";
import { HttpError } from "./http-error.js";

/** How many pages can be open at once. */
const MAX_STREAMS = 20;
/** A page that does not read is disconnected once this many bytes wait for it. */
const MAX_WAITING_BYTES = 16_000_000;
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
  readonly open: (response: ServerResponse, first: DeskEvent) => void;
  readonly tell: (event: DeskEvent) => void;
  readonly close: () => void;
}

/** Creates streams of server-sent events (HTML standard, §9.2). */
export function createEventStreams(): EventStreams {
  const streams = new Set<ServerResponse>();
  const write = (stream: ServerResponse, text: string): void => {
    if (stream.writableLength > MAX_WAITING_BYTES) stream.destroy();
    if (!stream.destroyed) stream.write(text);
  };
  const beat = setInterval(() => {
    for (const stream of streams) write(stream, ":\n\n");
  }, BEAT_MS).unref();

  return {
    open(response, first) {
      if (streams.size >= MAX_STREAMS)
        throw new HttpError(503, "ERR_STREAMS", `${MAX_STREAMS} pages are open. Close one of them.`);
      // The page may have left while the first event was being prepared.
      if (response.destroyed) return;
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      write(response, toText(first));
      streams.add(response);
      response.on("close", () => streams.delete(response));
    },
    tell(event) {
      const text = toText(event);
      for (const stream of streams) write(stream, text);
    },
    close() {
      clearInterval(beat);
      for (const stream of streams) stream.end();
      streams.clear();
    },
  };
}

/** JSON has no line breaks of its own, so one line is enough. */
function toText(event: DeskEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
