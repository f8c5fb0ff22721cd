import type { HeaderLines } from "@ck/emulator";

/** A request or an answer as it went over the wire. */
export interface Message {
  readonly headers: HeaderLines;
  /** Without the framing of a chunked body. */
  readonly body: Uint8Array;
  /** More came than was kept. */
  readonly truncated: boolean;
}

/** A request. */
export interface TrafficRequest extends Message {
  readonly method: string;
  /** The path and the query, as they were sent. */
  readonly target: string;
  readonly httpVersion: string;
}

/** An answer. */
export interface TrafficResponse extends Message {
  readonly status: number;
  /** All of it came. */
  readonly complete: boolean;
}

/** A request and its answer, as they were seen on the way. */
export interface Traffic {
  /** When the first byte of the request came: ISO 8601, UTC. */
  readonly at: string;
  readonly request: TrafficRequest;
  /** Absent if the connection ended without one. */
  readonly response?: TrafficResponse;
  /** Since the first byte of the request, in ms. */
  readonly timings: { readonly firstByteMs?: number; readonly totalMs: number };
}
