import { Hono } from "hono";
import type { Desk } from "../desk.js";
import type { EventStreams } from "../http/event-streams.js";

/** The event stream of a page. */
export function eventRoute(desk: Desk, streams: EventStreams): Hono {
  const routes = new Hono();
  routes.get("/events", async (context) => {
    const bot = await desk.viewBot();
    // In one step, so that no event is lost between the snapshot and the stream.
    return streams.open(context, { type: "snapshot", snapshot: desk.snapshot(bot) });
  });
  return routes;
}
