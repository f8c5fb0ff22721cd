import { memoryStore, type LateAnswersOptions, type ReplayOptions } from "@ck/bot";

/** What the servers that share it know of each other's requests. */
export interface SharedState {
  /** Answers a request that comes again, at whichever of the servers, as the first time: nothing is booked twice. */
  readonly replay: ReplayOptions;
  /** Hands over at any of them what was begun at another. */
  readonly lateAnswers: LateAnswersOptions;
  /** Whether the report is made by a worker process. */
  readonly durableReport: boolean;
  /** Where it is, for people. */
  readonly description: string;
  close(): Promise<void>;
}

/** The servers of one process share its memory. */
export function stateInMemory(): SharedState {
  // One each: a flood of requests is not to crowd out the answers that somebody waits for.
  return {
    replay: { store: memoryStore() },
    lateAnswers: { store: memoryStore() },
    durableReport: false,
    description: "in memory",
    close: () => Promise.resolve(),
  };
}
