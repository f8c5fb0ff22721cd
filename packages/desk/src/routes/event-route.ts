import type { Desk } from "../desk.js";
import type { EventStreams } from "../http/event-stream.js";
import type { Route } from "../http/router.js";

/** The stream that a page lives by. */
export function eventRoute(desk: Desk, streams: EventStreams): Route {
  return {
    method: "GET",
    pattern: "/api/events",
    async handle({ response }) {
      const bot = await desk.viewBot();
      // In one go, so that nothing happens between the snapshot and the first event after it.
      streams.open(response, { type: "snapshot", snapshot: desk.snapshot(bot) });
      return undefined;
    },
  };
}
