import { explainFailure, RedisStoreError } from "./error.js";

/** The part of an ioredis client, or of a cluster of them, that tells how it stands. */
export interface Connectable {
  readonly status: string;
  on(event: string, listener: (error?: unknown) => void): unknown;
  quit(): Promise<unknown>;
  disconnect(): void;
}

/** A client that is waited for, but not for long. */
export interface Connection {
  /** Does one thing with the client once it is connected. Rejected with a RedisStoreError, after `timeoutMs` at the latest. */
  readonly use: <T>(act: () => Promise<T>) => Promise<T>;
  /** Says goodbye to Redis, and waits no longer than `timeoutMs` for it. */
  readonly close: () => Promise<void>;
}

/**
 * A short outage should cost nobody anything: at first, commands wait for its end. Once it has lasted `timeoutMs` they fail at once until it is over, so that
 * nothing piles up behind a server that is gone.
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
    // Judged when an attempt fails, not by the clock: a process that was busy for long has not given the client a chance.
    if (performance.now() - downSince >= timeoutMs) isHopeless = true;
  });
  // The client has given up, as its own retry strategy says.
  client.on("end", settle);
  // Without a listener the client would print it. Every command that fails for it says so.
  client.on("error", (error) => (lastError = error));

  async function connected(): Promise<void> {
    if (!isHopeless && client.status !== "end") await (standing ??= whenSettled()).settled;
    if (!isReady()) throw explainFailure(lastError);
  }
  return {
    async use(act) {
      if (closing) throw new RedisStoreError("ERR_REDIS_CLOSED", "The store is closed. Make another with redisStore.");
      const time = limit(timeoutMs, () => {
        if (isReady()) return tooLate(timeoutMs);
        isHopeless = true;
        return explainFailure(lastError);
      });
      try {
        if (!isReady()) await Promise.race([connected(), time.over]);
        return await Promise.race([act(), time.over]);
      } catch (error) {
        throw explainFailure(error);
      } finally {
        time.stop();
      }
    },
    close: () => (closing ??= sayGoodbye(client, timeoutMs)),
  };
}

function whenSettled(): { settled: Promise<void>; settle: () => void } {
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  return { settled, settle };
}

/** Rejects `over` after `ms`, but not before what has arrived by then is read: a process that was busy for long finds its timers first. */
function limit(ms: number, error: () => Error): { over: Promise<never>; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(error())), ms);
  });
  // Where it is stopped between the two, nobody waits for it any more.
  over.catch(() => undefined);
  return { over, stop: () => clearTimeout(timer) };
}

function tooLate(ms: number): RedisStoreError {
  return new RedisStoreError(
    "ERR_REDIS_TIMEOUT",
    `Redis did not reply within ${ms} ms. See how busy it is, and how far away.`,
  );
}

async function sayGoodbye(client: Connectable, timeoutMs: number): Promise<void> {
  if (client.status === "ready") {
    const time = limit(timeoutMs, () => tooLate(timeoutMs));
    // The replies to what was sent before come first.
    await Promise.race([client.quit(), time.over]).catch(() => undefined);
    time.stop();
  }
  client.disconnect();
}
