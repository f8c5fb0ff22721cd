import {
  action,
  createBot,
  memoryStore,
  type Bot,
  type Bots,
  type ReceivedExchange,
  type ReceiveOptions,
  type RequestEvent,
  type Store,
} from "@ck/bot";
import { execution } from "@ck/protocol";
import type { ConformanceSettings } from "./settings.js";

/** What the suite's bot did, as plain data. */
export interface Observed {
  /** The errors that `onError` was called with. */
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  /** The events that `onEvent` was called with. */
  readonly events: readonly RequestEvent[];
  /** What `onExchange` was called with. */
  readonly exchanges: readonly ObservedExchange[];
  /** `waiting`: a handler started to wait for its signal. `aborted`: the signal was aborted. */
  readonly marks: readonly string[];
}

/** An exchange; the bytes as Base64, none of very many. */
export interface ObservedExchange {
  readonly target: string;
  readonly headers: ReceivedExchange["request"]["headers"];
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

/** Part of what the bot's handler throws. It may appear in no answer. */
export const SECRET = "hunter2-of-the-handler";

/** The answer of `Long`: 20,000 characters, 60,000 bytes. */
export const LONG: string = "☕".repeat(20_000);

/** The suite's bot, and what it does. */
export interface WatchedBot {
  readonly bot: Bot;
  /** The settings as options, with hooks that observe. */
  readonly options: ReceiveOptions;
  /** Grows with each request. */
  readonly observed: Observed;
}

/**
 * Creates a new bot of the conformance suite, with options that observe it.
 *
 * @param settings - what the suite asks for
 * @returns the bot, its options, and what it does
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
  const exchanges: ObservedExchange[] = [];
  const marks: string[] = [];
  const bot = createBot({
    actions: {
      // The params unchanged: what the bytes were decoded to must come back.
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
      // Otherwise onError would also explain the first rejected signatures.
      explainFailures: 0,
      onError: ({ code, message }) => void errors.push({ code, message }),
      onEvent: (event) => void events.push(event),
      onExchange: (exchange) => void exchanges.push(toObserved(exchange)),
    },
    observed: { errors, events, exchanges, marks },
  };
}

/**
 * Mounts the suite's bot, or as many of it as the settings have names for.
 *
 * @throws what `mount` throws
 */
export function mountWatched<T>(
  settings: ConformanceSettings,
  mount: <B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>) => T,
): { readonly mounted: T; readonly observed: Observed } {
  const { bot, options, observed } = watchedBot(settings);
  const { bots: publicKey } = settings;
  if (publicKey === undefined) return { mounted: mount(bot, options), observed };
  const bots: Bots = Object.fromEntries(Object.keys(publicKey).map((name) => [name, bot]));
  return { mounted: mount(bots, { ...options, publicKey }), observed };
}

function toObserved({ request, response }: ReceivedExchange): ObservedExchange {
  const { target, headers, body } = request;
  return { target, headers, body: toBase64(body), status: response.status, answer: toBase64(response.body) };
}

/** Bodies of this size tell enough. */
const KEPT_BYTES = 10_000;

function toBase64(bytes: Uint8Array = new Uint8Array()): string {
  return bytes.byteLength > KEPT_BYTES ? "" : btoa(String.fromCharCode(...bytes));
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
