import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { ChatView } from "../../api/views.js";
import { ApiError, type Client } from "./client.js";
import { keepValue, readKept } from "./kept.js";

/** Something that the visitor did and the bot has not answered yet. */
export interface Outgoing {
  readonly key: number;
  readonly chatId: string;
  readonly turn: TurnRequest;
  /** `waiting`: for the answer to what was sent before it. */
  readonly status: "waiting" | "sending" | "failed";
  /** Why it could not be sent. */
  readonly problem?: string;
}

/** What is on its way to the server, one turn of a chat after the other. */
export interface Outbox {
  readonly items: readonly Outgoing[];
  readonly send: (chatId: string, turn: TurnRequest) => void;
  /** Sends again what could not be sent. */
  readonly retry: (key: number) => void;
  /** Takes back what has not been sent. */
  readonly withdraw: (key: number) => void;
}

/** @param onRefused - called if the server refuses something that was not typed */
export function useOutbox(client: Client, chats: readonly ChatView[], onRefused: (message: string) => void): Outbox {
  const [items, setItems] = useState<readonly Outgoing[]>(readUnsent);
  const count = useRef(Math.max(0, ...items.map(({ key }) => key)));
  const change = useCallback((to: (items: readonly Outgoing[]) => readonly Outgoing[]) => setItems(to), []);
  const replace = useCallback(
    (key: number, more: Partial<Outgoing>) =>
      change((all) => all.map((each) => (each.key === key ? { ...each, ...more } : each))),
    [],
  );
  const withdraw = useCallback((key: number) => change((all) => all.filter((each) => each.key !== key)), []);

  useEffect(() => keepUnsent(items), [items]);
  useEffect(() => {
    for (const { id, sending, standing } of chats) {
      const own = items.filter(({ chatId }) => chatId === id);
      const next = own.find(({ status }) => status !== "failed");
      if (next === undefined || next.status === "sending" || sending !== undefined || standing.phase === "closed")
        continue;
      replace(next.key, { status: "sending" });
      client.takeTurn(id, next.turn).then(
        () => withdraw(next.key),
        (error: unknown) => {
          const problem = error instanceof ApiError ? error.message : "That did not work.";
          // What was typed stays, whatever happened; a click can be made again.
          if (next.turn.type === "say") replace(next.key, { status: "failed", problem });
          else {
            withdraw(next.key);
            onRefused(problem);
          }
        },
      );
    }
  }, [items, chats, client]);

  return {
    items,
    send: useCallback((chatId, turn) => {
      count.current += 1;
      const item = { key: count.current, chatId, turn, status: "waiting" } as const;
      change((all) => [...all, item]);
    }, []),
    retry: useCallback((key) => replace(key, { status: "waiting" }), []),
    withdraw,
  };
}

const KEY = "unsent";

/** What was under way when the page was left may have arrived, so only the rest is kept. */
function keepUnsent(items: readonly Outgoing[]): void {
  const unsent = items.filter(({ status, turn }) => status !== "sending" && turn.type === "say");
  keepValue(KEY, "tab", unsent.length === 0 ? undefined : unsent);
}

function readUnsent(): readonly Outgoing[] {
  const kept = readKept(KEY, "tab");
  return Array.isArray(kept) ? (kept as readonly Outgoing[]) : [];
}
