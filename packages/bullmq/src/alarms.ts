import { BotError, cleanError } from "@ck/bot";
import type { Client } from "./connect.js";
import { isConnectionError } from "./connection-error.js";

/** Turns the errors of BullMQ and ioredis into reports that say what happened, and not the same one again and again. */
export interface Alarms {
  readonly error: (error: unknown) => void;
  /** Listens to a client, of whose outage the others are a part. */
  readonly watch: (client: Client) => void;
}

/** The same report is not made again for so long, in ms. */
const QUIET_MS = 60_000;
const MAX_REMEMBERED = 100;

export function createAlarms(report: (error: BotError) => void): Alarms {
  const clients = new Set<Client>();
  const reportedAt = new Map<string, number>();
  let outages = 0;
  let isDown = false;
  let wasReady = false;
  let backAt = 0;

  const areReady = (): boolean => [...clients].every(({ status }) => status === "ready");
  function outage(cause: unknown): void {
    // An error that arrives when all is well again is of the outage before.
    if (isDown || areReady()) return;
    isDown = true;
    outages++;
    report(failed(describeOutage(outages, wasReady, performance.now() - backAt), cause));
  }
  function ready(): void {
    if (!areReady()) return;
    isDown = false;
    wasReady = true;
    backAt = performance.now();
  }
  function error(cause: unknown): void {
    if (isConnectionError(cause)) {
      outage(cause);
      return;
    }
    const message = describe(cause);
    const id = `${message} ${cleanError(cause).message}`;
    const now = performance.now();
    const last = reportedAt.get(id);
    if (last !== undefined && now - last < QUIET_MS) return;
    if (reportedAt.size >= MAX_REMEMBERED) reportedAt.clear();
    reportedAt.set(id, now);
    report(failed(message, cause));
  }
  return {
    error,
    watch(client) {
      clients.add(client);
      const emitter: Pick<NodeJS.EventEmitter, "on"> = client;
      emitter.on("error", error);
      emitter.on("ready", ready);
      emitter.on("end", () => clients.delete(client));
    },
  };
}

function failed(message: string, cause: unknown): BotError {
  return new BotError("ERR_QUEUE", `${message} See the cause.`, { cause: cleanError(cause) });
}

function describeOutage(count: number, wasReady: boolean, sinceMs: number): string {
  if (!wasReady) return "The queue has not reached its Redis yet, and keeps trying.";
  if (count === 1) return "The queue has lost its Redis, and keeps trying.";
  const seconds = Math.round(sinceMs / 1000);
  return `The queue has lost its Redis again, and keeps trying: outage ${count} of this process, ${seconds} s after the last one.`;
}

const REPLIES: readonly (readonly [RegExp, string])[] = [
  [/^(NOAUTH|WRONGPASS|NOPERM)\b|^ERR AUTH\b/, "Redis rejected the user, the password or a command of the queue."],
  [/^READONLY\b/, "The Redis of the queue is a replica, which accepts no writes. Connect to the primary."],
  [/^OOM\b/, "The Redis of the queue has reached its maxmemory. Give it more memory."],
  [/^(LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY)\b/, "The Redis of the queue is not ready."],
  [/^(ERR|WRONGTYPE|NOSCRIPT|MOVED|ASK|CROSSSLOT)\b/, "Redis rejected a command of the queue."],
];

function describe(cause: unknown): string {
  const { message } = cleanError(cause);
  const found = REPLIES.find(([pattern]) => pattern.test(message));
  if (found !== undefined) return found[1];
  if (/\block\b/i.test(message)) {
    return "A worker has lost its claim on a job, which another worker may start as well: its event loop was blocked, or Redis was away, for longer than lockMs.";
  }
  return "BullMQ reported an error.";
}
