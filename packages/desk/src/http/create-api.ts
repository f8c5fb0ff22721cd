import { Hono } from "hono";
import type { Desk } from "../desk.js";
import { botRoutes } from "../routes/bot-routes.js";
import { chatRoutes } from "../routes/chat-routes.js";
import { eventRoute } from "../routes/event-route.js";
import { exchangeRoutes } from "../routes/exchange-routes.js";
import { jobRoutes } from "../routes/job-routes.js";
import { answerErrors } from "./answer-errors.js";
import type { EventStreams } from "./event-streams.js";
import type { Recordings } from "./recordings.js";

/** The parts of the API. */
export interface ApiParts {
  readonly desk: Desk;
  readonly streams: EventStreams;
  readonly recordings: Recordings;
  /** Called with errors of the desk itself. */
  readonly onError: (error: unknown) => void;
}

/** Creates the API that the page calls, over HTTP or in process. It asks nobody who they are: whoever serves it does. */
export function createApi({ desk, streams, recordings, onError }: ApiParts): Hono {
  const api = new Hono();
  answerErrors(api, onError);
  api.route("/", eventRoute(desk, streams));
  api.route("/", chatRoutes(desk, recordings));
  api.route("/", exchangeRoutes(desk, recordings));
  api.route("/", botRoutes(desk));
  api.route("/", jobRoutes(desk.jobs));
  return api;
}
