import type { Desk } from "../desk.js";
import type { EventStreams } from "../http/event-stream.js";
import type { Route } from "../http/router.js";

/** The event stream of a page. */
export function eventRoute(desk: Desk, streams: EventStreams): Route {
  return {
    method: "GET",
    pattern: "/api/events",
    async handle({ response }) {
      const bot = await desk.viewBot();
      // In one step, so that no event is lost between the snapshot and the stream.
      streams.open(response, { type: "snapshot", snapshot: desk.snapshot(bot) });
      return undefined;
    },
  };
}
