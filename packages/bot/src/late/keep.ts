import { isBotError } from "../error.js";
import { decodeKept, encodeKept, isFailure, type Changes, type Ended, type Kept } from "./kept.js";
import { runningKey } from "./late-store.js";
import { write, type Report, type Writing } from "./write.js";

/**
 * Keeps a promised answer. The first one stands, since it may be handed over already: a write that is late, sent again, or of a second worker
 * changes nothing. Only a failure gives way, to the answer of a job that was retried.
 *
 * @param signal - aborted when another process will do it; rejects with its reason
 */
export async function keep(
  late: Writing,
  key: string,
  kept: Ended,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const { store } = late;
  const value = encodeKept(kept);
  const over = encodeKept({ state: "taken" });
  const keepFirst = async (ttlMs: number): Promise<void> => {
    const there = await valueBefore(() => store.setIfAbsent(key, value, { ttlMs }));
    if (there === "foreign") await store.set(key, value, { ttlMs });
    else if (there !== undefined && kept.state === "ready" && isFailure(there)) {
      // Once the visitor has heard of the failure, all that is left to note is that the job is done.
      await store.set(key, there.state === "failed" ? value : over, { ttlMs });
    }
  };
  const keepAndEnd = async (ttlMs: number): Promise<void> => {
    await keepFirst(ttlMs);
    // The running mark may be good for longer than the answer.
    await store.set(runningKey(key), over, { ttlMs });
  };
  await write(late, keepAndEnd, report, signal);
}

/** Notes that a page has the answer, and what is still to be done to the session. */
export async function noteTaken(late: Writing, key: string, changes: Changes, report: Report): Promise<void> {
  const taken = encodeKept({ state: "taken", changes });
  await write(late, (ttlMs) => late.store.set(key, taken, { ttlMs }), report);
}

/** What a key had before it was to be set. `foreign`: nothing that this package wrote. */
async function valueBefore(setIfAbsent: () => Promise<Uint8Array | undefined>): Promise<Kept | "foreign" | undefined> {
  let there: Uint8Array | undefined;
  try {
    there = await setIfAbsent();
  } catch (error) {
    if (isBotError(error) && error.code === "ERR_SEAL") return "foreign";
    throw error;
  }
  try {
    return there == null ? undefined : decodeKept(there);
  } catch {
    return "foreign";
  }
}
