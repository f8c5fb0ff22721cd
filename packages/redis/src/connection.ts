import { cleanError } from "@ck/bot";
import { explainFailure, isRedisStoreError, RedisStoreError } from "./error.js";

/** The part of an ioredis client or cluster that tells its state. */
export interface Connectable {
  readonly status: string;
  on(event: string, listener: (error?: unknown) => void): unknown;
  quit(): Promise<unknown>;
  disconnect(): void;
}

/** A client whose connection is waited for, but not for long. */
export interface Connection {
  /**
   * Runs `act` once the client is connected, and again if the connection is lost before the reply. Rejects with a
   * RedisStoreError, after `timeoutMs` at the latest.
   */
  readonly use: <T>(act: () => Promise<T>) => Promise<T>;
  /** Closes the connection, after waiting at most `timeoutMs` for the replies that are due. */
  readonly close: () => Promise<void>;
}

/**
 * Bridges short outages: at first, commands wait for the connection. Once an outage has lasted `timeoutMs` they fail at
 * once until it is over, so that nothing piles up behind a server that is gone.
 */
export function keepConnection(client: Connectable, timeoutMs: number): Connection {
  const isReady = (): boolean => client.status === "ready";
  let lastError: unknown;
  let downSince: number | undefined;
  let isHopeless = false;
  let closing: Promise<void> | undefined;
  let standing: { readonly settled: Promise<void>; readonly settle: () => void } | undefined;

  const settle = (): void => {
    standing?.settle();
    standing = undefined;
  };
  client.on("ready", () => {
    lastError = downSince = undefined;
    isHopeless = false;
    settle();
  });
  client.on("close", () => {
    downSince ??= performance.now();
    // Decided when an attempt fails, not by a timer: a process that was blocked has not given the client a chance.
    if (performance.now() - downSince >= timeoutMs) isHopeless = true;
  });
  // The client's retry strategy has given up.
  client.on("end", settle);
  // Without a listener the client would print the error. Every command that fails reports it as its cause.
  // Cleaned once: in an outage many commands fail with it.
  client.on("error", (error) => (lastError = cleanError(error)));

  async function connected(): Promise<void> {
    if (!isHopeless && client.status !== "end") await (standing ??= whenSettled()).settled;
    if (!isReady()) throw explainFailure(lastError);
  }
  return {
    async use(act) {
      if (closing)
        throw new RedisStoreError("ERR_REDIS_CLOSED", "The store is closed. Create another with redisStore.");
      const time = limit(timeoutMs, () => {
        if (isReady()) return tooLate(timeoutMs);
        isHopeless = true;
        return explainFailure(lastError);
      });
      try {
        for (;;) {
          if (!isReady()) await Promise.race([connected(), time.over]);
          try {
            return await Promise.race([act(), time.over]);
          } catch (error) {
            if (!isCut(error)) throw error;
          }
          // The client says that it is ready until it has noticed.
          await Promise.race([pause(), time.over]);
        }
      } catch (error) {
        throw explainFailure(error);
      } finally {
        time.stop();
      }
    },
    close: () => (closing ??= quit(client, timeoutMs)),
  };
}

function whenSettled(): { settled: Promise<void>; settle: () => void } {
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  return { settled, settle };
}

/** How long a command that was cut off waits before it is sent again, in ms. */
const PAUSE_MS = 20;

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** Whether the connection was lost before the reply: everything that is neither a reply nor an error of the store's own. */
function isCut(error: unknown): boolean {
  return !isRedisStoreError(error) && !(error instanceof Error && error.name === "ReplyError");
}

/**
 * Rejects `over` after `ms`, but first reads what has arrived by then: in a process that was blocked, timers run first.
 */
function limit(ms: number, error: () => Error): { over: Promise<never>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(error())), ms);
  });
  // If it is stopped between the timer and the immediate, nobody waits for it any more.
  over.catch(() => undefined);
  return { over, stop: () => clearTimeout(timer) };
}

function tooLate(ms: number): RedisStoreError {
  return new RedisStoreError(
    "ERR_REDIS_TIMEOUT",
    `Redis did not reply within ${ms} ms. Check its load and its distance.`,
  );
}

async function quit(client: Connectable, timeoutMs: number): Promise<void> {
  if (client.status === "ready") {
    const time = limit(timeoutMs, () => tooLate(timeoutMs));
    // QUIT is answered after everything that was sent before it.
    await Promise.race([client.quit(), time.over]).catch(() => undefined);
    time.stop();
  }
  client.disconnect();
}
