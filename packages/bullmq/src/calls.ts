import { cleanError } from "@ck/bot";
import type { Client } from "./connect.js";
import { isConnectionError } from "./connection-error.js";

/** Calls of a queue that wait for its Redis, but not for long. Both reject after `timeoutMs` at the latest. */
export interface Calls {
  /** Makes the call once the client is connected. */
  readonly ask: <T>(call: () => Promise<T>) => Promise<T>;
  /** For a call that may be made twice: if the connection is lost before the reply, it is made again once it is back. */
  readonly insist: <T>(call: () => Promise<T>) => Promise<T>;
}

/** How long a call that was cut off waits before it is made again, in ms: the client says that it is ready until it has noticed. */
const PAUSE_MS = 20;

export function createCalls(client: Client, timeoutMs: number): Calls {
  const ready = whenReady(client);
  async function callWhenReady<T>(call: () => Promise<T>, isOver: () => boolean): Promise<T> {
    // BullMQ would hold the command, and send it long after the visitor was told that it failed.
    await ready();
    if (isOver()) throw new Error("The Redis of the queue came back too late.");
    return call();
  }
  const ask = <T>(call: () => Promise<T>): Promise<T> => within(timeoutMs, (isOver) => callWhenReady(call, isOver));
  const insist = <T>(call: () => Promise<T>): Promise<T> =>
    within(timeoutMs, async (isOver) => {
      for (;;) {
        try {
          return await callWhenReady(call, isOver);
        } catch (error) {
          if (client.status === "end" || !isConnectionError(error)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    });
  return { ask, insist };
}

/** Waits for a client, with one listener for all who wait. */
function whenReady(client: Client): () => Promise<void> {
  let waiting: Promise<void> | undefined;
  const emitter: Pick<NodeJS.EventEmitter, "once"> = client;
  return async () => {
    if (client.status === "ready") return;
    waiting ??= new Promise((resolve) => {
      emitter.once("ready", () => {
        waiting = undefined;
        resolve();
      });
    });
    await waiting;
  };
}

/** Settles as `work` does, or rejects after `ms`. */
async function within<T>(ms: number, work: (isOver: () => boolean) => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(new Error(`The Redis of the queue did not reply within ${ms} ms.`));
    }, ms);
  });
  try {
    return await Promise.race([work(() => isOver), over]);
  } catch (error) {
    throw cleanError(error);
  } finally {
    clearTimeout(timer);
  }
}
