import type { Meter } from "@opentelemetry/api";
import { ENVIRONMENT, STATE } from "./names.js";

/** A queue that can be counted, such as `bullQueue` of `@ck/bullmq`. */
export interface CountableQueue {
  /** How many jobs are in each state. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>;
}

/** A ring of keys that can be counted, such as `createKeyRing` or `loadKeyRing` of `@ck/signature`. */
export interface CountableKeys {
  readonly publicKeys: (environment?: "development" | "production") => readonly { readonly keyId: string }[];
}

const ENVIRONMENTS = ["development", "production"] as const;

/** Reports how many jobs a queue has, at each reading. @returns stops it */
export function watchQueue(meter: Meter, queue: CountableQueue): () => void {
  const depth = meter.createObservableGauge("convokraft.queue.depth", { description: "Jobs in the queue, by state" });
  const read: Parameters<typeof depth.addCallback>[0] = async (result) => {
    // A queue that cannot be asked is reported by its own `onError`. Without its Redis all other metrics are needed most.
    const counts = await soon(queue.counts()).catch(() => ({}));
    for (const [state, count] of Object.entries(counts)) result.observe(count, { [STATE]: state });
  };
  depth.addCallback(read);
  return () => depth.removeCallback(read);
}

/** How long a reading waits for the queue, in ms: Prometheus gives up on all metrics together. */
const QUEUE_MS = 500;

/** Rejects what takes too long. */
async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The queue did not answer in time.")), QUEUE_MS);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reports how many keys each environment has, and for how long this process has known the oldest. @returns stops it */
export function watchKeys(meter: Meter, keys: CountableKeys): () => void {
  const count = meter.createObservableGauge("convokraft.keys", { description: "Public keys, by environment" });
  const age = meter.createObservableGauge("convokraft.key.age", {
    unit: "s",
    description: "How long this process has known its oldest public key, by environment",
  });
  const since = new Map<string, number>();
  const read: Parameters<Meter["addBatchObservableCallback"]>[0] = (result) => {
    const now = Date.now();
    const present = new Set<string>();
    for (const environment of ENVIRONMENTS) {
      const ids = keys.publicKeys(environment).map(({ keyId }) => `${environment} ${keyId}`);
      for (const id of ids) {
        present.add(id);
        if (!since.has(id)) since.set(id, now);
      }
      result.observe(count, ids.length, { [ENVIRONMENT]: environment });
      const oldest = Math.min(...ids.map((id) => since.get(id) ?? now));
      if (ids.length > 0) result.observe(age, (now - oldest) / 1000, { [ENVIRONMENT]: environment });
    }
    for (const id of since.keys()) if (!present.has(id)) since.delete(id);
  };
  meter.addBatchObservableCallback(read, [count, age]);
  return () => meter.removeBatchObservableCallback(read, [count, age]);
}
