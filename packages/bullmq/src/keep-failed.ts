import { BotError, requireKnownOptions, requireNumber } from "@ck/bot";
import type { KeepJobs } from "bullmq";
import { MAX } from "./connect.js";

/** How many jobs that were given up are kept, and for how long. */
export interface KeepFailed {
  /** The most jobs; the oldest are dropped first. Default 1000. */
  readonly count?: number;
  /** How long each is kept, in ms. Default 604,800,000: 7 days. */
  readonly ageMs?: number;
}

/** The same for BullMQ, which counts in seconds. */
export function readKeepFailed(option: KeepFailed | false | undefined = {}): KeepJobs {
  if (option === false) return { count: 0 };
  if (typeof option !== "object") {
    throw new BotError("ERR_INVALID_OPTION", `keepFailed must be false or { count, ageMs }; got ${typeof option}.`);
  }
  requireKnownOptions(option, ["count", "ageMs"], "keepFailed");
  const { count = 1000, ageMs = 604_800_000 } = option;
  requireNumber("keepFailed.count", count, { unit: "jobs", least: 0, most: MAX });
  requireNumber("keepFailed.ageMs", ageMs, { unit: "ms", least: 1 });
  return { count, age: Math.ceil(ageMs / 1000) };
}
