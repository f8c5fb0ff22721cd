import { useEffect, useReducer } from "preact/hooks";
import { ApiError, type Client } from "./client.js";
import { BEGINNING, reduce, type DeskChange, type DeskState } from "./desk-state.js";
import { readEvents } from "./read-events.js";

/** How long to wait before the stream is asked for again, in ms. */
const RETRY_MS = 1000;

/** Follows the server for as long as the page is there. */
export function useDesk(client: Client): DeskState {
  const [state, change] = useReducer(reduce, BEGINNING);
  useEffect(() => {
    const leaving = new AbortController();
    void follow(client, change, leaving.signal);
    return () => leaving.abort();
  }, [client]);
  return state;
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
