import { useEffect, useReducer } from "preact/hooks";
import { ApiError, type Client } from "./client.js";
import { BEGINNING, reduce, type DeskChange, type DeskState } from "./desk-state.js";
import { readEvents } from "./read-events.js";

/** How long to wait before the stream is asked for again, in ms. */
const RETRY_MS = 1000;

/** How long events are collected before they are shown together, in ms: a flood of them must not hold up the page. */
const GATHER_MS = 16;

/** Follows the server for as long as the page is there. */
export function useDesk(client: Client): DeskState {
  const [state, change] = useReducer(reduce, BEGINNING);
  useEffect(() => {
    const leaving = new AbortController();
    const gatherer = gather(change);
    void follow(client, gatherer.add, leaving.signal);
    return () => {
      leaving.abort();
      gatherer.stop();
    };
  }, [client]);
  return state;
}

function gather(change: (change: DeskChange) => void): {
  readonly add: (change: DeskChange) => void;
  readonly stop: () => void;
} {
  let waiting: DeskChange[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add(next) {
      waiting.push(next);
      timer ??= setTimeout(() => {
        timer = undefined;
        const changes = waiting;
        waiting = [];
        change({ type: "several", changes });
      }, GATHER_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

async function follow(client: Client, change: (change: DeskChange) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of readEvents(await client.events(signal))) change(event);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        change({ type: "connection", connection: "refused" });
        return;
      }
      // It is lost like one that ended.
    }
    change({ type: "connection", connection: "lost" });
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
