import type { ErrorDetails, RequestEvent } from "../events.js";
import type { RawRequest } from "../wire/raw.js";
import type { StageTrace } from "./stage.js";

/** The trace of a request. Its event is made if a subscriber reads it: that costs as much as the rest of the trace. */
export class RequestTrace implements StageTrace {
  details: ErrorDetails = {};
  readonly header: NonNullable<StageTrace["header"]>;
  #makeEvent: (() => RequestEvent) | undefined;

  constructor(raw: RawRequest) {
    this.header = (name) => raw.header(name) ?? undefined;
  }

  get event(): RequestEvent | undefined {
    return this.#makeEvent?.();
  }

  /** The request has ended. */
  end(details: ErrorDetails, makeEvent: () => RequestEvent): void {
    this.details = details;
    this.#makeEvent = makeEvent;
  }
}
