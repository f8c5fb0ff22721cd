import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { stageChannel, type Stage, type StageTrace } from "@ck/bot";

/** What is called with the trace of a stage, by the event of its `TracingChannel`. */
export type StageSubscribers = {
  readonly [event in "start" | "end" | "asyncEnd" | "error"]?: (trace: StageTrace) => void;
};

/** Subscribes to those events of a stage, and to no other: each costs each request. @returns stops it */
export function onStage(stage: Stage, subscribers: StageSubscribers): () => void {
  const stops = Object.entries(subscribers).map(([event, subscriber]) =>
    listen(`tracing:${stageChannel(stage)}:${event}`, (trace) => subscriber(trace as StageTrace)),
  );
  return () => stops.forEach((stop) => stop());
}

/** Subscribes to a channel. @returns stops it */
export function listen(channel: string, listener: (event: unknown) => void): () => void {
  subscribe(channel, listener);
  return () => void unsubscribe(channel, listener);
}
