import { action, createBot, memoryStore, type Bot, type ReceiveOptions, type RequestEvent, type Store } from "@ck/bot";
import { execution } from "@ck/protocol";
import type { ConformanceSettings } from "./settings.js";

/**
 * What the bot of the conformance suite was seen to do: plain data.
 *
 * @example
 * ```ts
 * import type { Observed } from "@ck/testing";
 *
 * const nothing: Observed = { errors: [], events: [], marks: [] };
 * ```
 */
export interface Observed {
  /** What `onError` was told. */
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  /** What `onEvent` was told. */
  readonly events: readonly RequestEvent[];
  /** `waiting`: a handler began to wait for its signal. `aborted`: the signal was aborted. */
  readonly marks: readonly string[];
}

/** Stands in what the bot's handler throws, and may be seen nowhere. */
export const SECRET = "hunter2-of-the-handler";

/** What an answer to `Long` holds: 20,000 characters, 60,000 bytes. */
export const LONG: string = "☕".repeat(20_000);

/**
 * The bot of the conformance suite, and what it does.
 *
 * @example
 * ```ts
 * import { watchedBot } from "@ck/testing/host";
 *
 * const { bot, observed } = watchedBot({ publicKey: false });
 * Object.keys(bot.actions); // → ["Echo", "Long", "Throw", "Wait"]
 * observed.marks; // → []
 * ```
 */
export interface WatchedBot {
  readonly bot: Bot;
  /** The settings as options, with the hooks that observe. */
  readonly options: ReceiveOptions;
  /** Grows while the bot is talked to. */
  readonly observed: Observed;
}

/**
 * Makes the bot of the conformance suite anew, with options that observe it.
 *
 * @param settings What the suite asks for.
 *
 * @example
 * ```ts
 * import { receive } from "@ck/bot";
 * import { watchedBot } from "@ck/testing/host";
 *
 * const { bot, options } = watchedBot({ publicKey: false });
 * const body = new TextEncoder().encode('{"todo":"welcome"}');
 * (await receive(bot, options)({ method: "POST", header: () => undefined, body })).status; // → 200
 * ```
 */
export function watchedBot(settings: ConformanceSettings): WatchedBot {
  const errors: { code: string; message: string }[] = [];
  const events: RequestEvent[] = [];
  const marks: string[] = [];
  const bot = createBot({
    actions: {
      // As it came: what the bytes were decoded to must come back.
      Echo: action({ execute: ({ params }) => execution("Grüße ☕ 🎉", { data: { ...params } }) }),
      Long: action({ execute: () => LONG }),
      Throw: action({ execute: () => Promise.reject(new Error(SECRET)) }),
      Wait: action({
        execute: ({ signal }) => {
          marks.push("waiting");
          return new Promise((_, reject) => {
            const aborted = (): void => {
              marks.push("aborted");
              reject(signal.reason as Error);
            };
            if (signal.aborted) aborted();
            else signal.addEventListener("abort", aborted, { once: true });
          });
        },
      }),
    },
    late: "Not yet.",
  });
  return {
    bot,
    options: {
      ...readSettings(settings),
      // Else the first refused signatures would be told to onError as well.
      explainFailures: 0,
      onError: ({ code, message }) => void errors.push({ code, message }),
      onEvent: (event) => void events.push(event),
    },
    observed: { errors, events, marks },
  };
}

function readSettings({ publicKey, deadlineMs, maxBodyBytes, replay }: ConformanceSettings): ReceiveOptions {
  return {
    publicKey: typeof publicKey === "object" ? [...publicKey] : publicKey,
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    ...(replay === "reject" && { replay: { store: memoryStore(), onReplay: "reject" } }),
    ...(replay === "broken" && { replay: { store: brokenStore } }),
  };
}

const fail = (): Promise<never> => Promise.reject(new Error(SECRET));
const brokenStore: Store = { get: fail, set: fail, setIfAbsent: fail };
