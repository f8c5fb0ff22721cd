import type { Send, Sent } from "@ck/emulator/core";
import type { FromWorker, ToWorker } from "../runner/messages.js";
import { readMessage } from "./read-message.js";
import type { Frame } from "./frame.js";

/** How long a worker may take to start, in ms. */
const START_MS = 30_000;
/** How long bot.ts may take to load, in ms. */
const LOAD_MS = 5_000;
/** How long a worker may be silent after a request that it did not answer, in ms. One that is only slow answers at once. */
const SILENT_MS = 2_000;

/** A bot in a worker of its own. */
export interface BotWorker {
  /**
   * Loads the code.
   *
   * @returns the bot's definition, as JSON
   * @throws Error with the reason, for the author
   */
  readonly load: (code: string, keys: Readonly<Record<string, string>>) => Promise<string>;
  readonly send: Send;
  readonly stop: () => void;
}

/** What a worker tells beside its answers. */
export interface WorkerListener {
  readonly onPrint: (text: string) => void;
  /** It did not answer, and does nothing any more: there is an endless loop. */
  readonly onHang: () => void;
}

/** Starts a worker in the frame. */
export function startBotWorker(frame: Frame, { onPrint, onHang }: WorkerListener): BotWorker {
  const { port, stop } = frame.start();
  const tell = (message: ToWorker): void => port.postMessage(message);
  const waiting = new Set<(message: FromWorker | undefined) => void>();
  port.onmessage = ({ data }: MessageEvent<unknown>): void => {
    const message = readMessage(data);
    if (message === undefined) return;
    if (message.type === "printed") onPrint(message.text);
    for (const listener of [...waiting]) listener(message);
  };

  /** The first message that fits; `undefined` after the time is over, or when the worker was stopped. */
  function next(types: readonly FromWorker["type"][], ms: number, id?: number): Promise<FromWorker | undefined> {
    return new Promise((resolve) => {
      const listener = (message: FromWorker | undefined): void => {
        if (message && (!types.includes(message.type) || ("id" in message && message.id !== id))) return;
        clearTimeout(timer);
        waiting.delete(listener);
        resolve(message);
      };
      const timer = setTimeout(() => listener(undefined), ms);
      waiting.add(listener);
    });
  }

  let count = 0;
  let stopped = false;
  return {
    async load(code, keys) {
      const up = next(["pong"], START_MS);
      tell({ type: "ping" });
      await up;
      const loaded = next(["loaded", "refused"], LOAD_MS);
      tell({ type: "load", code, keys });
      const message = await loaded;
      if (message?.type === "loaded") return message.definition;
      if (message?.type === "refused") throw new Error(message.message);
      throw new Error(`bot.ts did not load within ${LOAD_MS / 1000} s. Is there an endless loop?`);
    },
    async send({ headers, body, manner }, { timeoutMs, maxBytes }) {
      count += 1;
      const id = count;
      const started = performance.now();
      const answer = next(["response", "broken"], timeoutMs, id);
      tell({ type: "request", id, headers, body, timeoutMs, ...(manner !== undefined && { manner }) });
      const message = await answer;
      const timings = { totalMs: performance.now() - started };
      if (message?.type === "response") return toSent(message, maxBytes, timings);
      if (message !== undefined || stopped) return { ending: { type: "broken", code: "ECONNRESET" }, timings };
      const pong = next(["pong"], SILENT_MS);
      tell({ type: "ping" });
      void pong.then((lives) => lives ?? (stopped || onHang()));
      return { ending: { type: "timed-out" }, timings };
    },
    stop() {
      stopped = true;
      stop();
      for (const listener of [...waiting]) listener(undefined);
    },
  };
}

function toSent(
  { status, headers, body }: Extract<FromWorker, { type: "response" }>,
  maxBytes: number,
  timings: Sent["timings"],
): Sent {
  const isTooLarge = body.byteLength > maxBytes;
  return {
    ending: { type: isTooLarge ? "too-large" : "complete" },
    response: { status, headers, body: isTooLarge ? body.slice(0, maxBytes) : body },
    timings,
  };
}
