import { setTimeout as wait } from "node:timers/promises";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import type { Ability, ConformanceAdapter, Layout, Place } from "./adapter.js";
import type { ConformanceSettings } from "./settings.js";
import { mountWatched, type Observed } from "./bot.js";
import { openConnection, type Connection } from "./connection.js";
import { send, type Answer, type Sent } from "./send.js";

/** One case of the suite, independent of an adapter. */
export interface CaseDefinition {
  /** What holds. If another library broke it, its name and issue stand at the end. */
  readonly name: string;
  readonly needs?: readonly Ability[];
  /** Default `route`. */
  readonly layout?: Layout;
  readonly settings?: ConformanceSettings | ((keys: Stage["keys"]) => ConformanceSettings);
  /** Throws if it does not hold. */
  readonly holds: (stage: Stage) => Promise<void>;
}

/** A server with the bot, and everything that a case does to it. */
export interface Stage {
  readonly adapter: ConformanceAdapter;
  readonly url: string;
  /** The second pair is the one that replaces the first. */
  readonly keys: readonly [KeyPair, KeyPair];
  /** Sends with exactly these bytes and headers. */
  readonly send: (body: string | Uint8Array, sent?: Sent) => Promise<Answer>;
  /** Signs the bytes, and sends them. */
  readonly sendSigned: (body: string | Uint8Array, sent?: Sent) => Promise<Answer>;
  readonly connect: () => Connection;
  /** The head of a POST with these headers, for a connection. */
  readonly head: (...headers: readonly string[]) => string;
  /** Starts another server of the adapter. */
  readonly start: (settings: ConformanceSettings) => Promise<void>;
  /** Waits until what the bot did satisfies `until`. Fails after 10 s. */
  readonly observe: (until: (observed: Observed) => boolean) => Promise<Observed>;
}

/** The platform's signature of a body, as in the header. */
export function signatureOf(body: string | Uint8Array, { privateKey }: KeyPair): string {
  return sign(typeof body === "string" ? Buffer.from(body) : body, privateKey);
}

/** The signature header for `send`. */
export function signed(body: string | Uint8Array, keys: KeyPair): Record<string, string> {
  return { [SIGNATURE_HEADER]: signatureOf(body, keys) };
}

const PATIENCE_MS = 10_000;

/** Starts the adapter's server, passes it to `use`, and closes it. */
export async function withStage(
  adapter: ConformanceAdapter,
  { layout = "route", settings }: CaseDefinition,
  use: (stage: Stage) => Promise<void>,
): Promise<void> {
  const keys = [await makeKeys(), await makeKeys()] as const;
  const closing: (() => unknown)[] = [];

  async function start(given: ConformanceSettings): Promise<{ url: string; read: () => Promise<Observed> }> {
    const place: Place = { layout, settings: given };
    const { mounted, observed } = mountWatched(given, (bot, options) => adapter.start(bot, options, place));
    const served = await mounted;
    closing.push(served.close);
    return { url: served.url, read: served.observed ?? (() => Promise.resolve(observed)) };
  }

  try {
    const own = typeof settings === "function" ? settings(keys) : settings;
    const { url, read } = await start({ publicKey: keys[0].publicKey, ...own });
    await use({
      adapter,
      url,
      keys,
      send: (body, sent) => send(url, body, sent),
      sendSigned: (body, { headers, ...sent } = {}) =>
        send(url, body, { ...sent, headers: { ...signed(body, keys[0]), ...headers } }),
      connect: () => {
        const connection = openConnection(url);
        closing.push(connection.close);
        return connection;
      },
      head: (...headers) => {
        const { pathname, host } = new URL(url);
        return [`POST ${pathname} HTTP/1.1`, `Host: ${host}`, ...headers, "", ""].join("\r\n");
      },
      async start(given) {
        await start(given);
      },
      async observe(until) {
        const started = performance.now();
        for (;;) {
          const observed = await read();
          if (until(observed)) return observed;
          if (performance.now() - started > PATIENCE_MS)
            throw new Error(`The bot did not do what the case waited for, but this: ${JSON.stringify(observed)}`);
          await wait(5);
        }
      },
    });
  } finally {
    await Promise.all(closing.reverse().map((close) => close()));
  }
}

/** With published parameters: fresh ones take longer to find than all cases take to run. */
function makeKeys(): Promise<KeyPair> {
  return generateKeyPair({ parameters: "published" });
}
