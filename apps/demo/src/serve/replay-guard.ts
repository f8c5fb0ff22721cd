import { memoryStore, type ReplayOptions } from "@ck/bot";

/** Refuses a request that comes a second time, at whichever of the servers that share it. They are in one process, so its memory will do. */
export function replayGuard(): ReplayOptions {
  return { store: memoryStore(), onReplay: "reject" };
}
