import { createHash } from "node:crypto";
import { resend, toBody, type Exchange, type Limits, type Sign } from "@ck/emulator";
import { SIGNATURE_HEADER, type Environment, type Todo } from "@ck/protocol";
import { receptionOf, type Reception } from "./reception.js";

/** One request of a check. */
export interface Probe {
  /** What the report calls it. */
  readonly subject: string;
  /** Bytes to send unchanged, or an object to serialise once. */
  readonly body: Uint8Array | Readonly<Record<string, unknown>>;
  /** How the answer is judged. Default `fallback`. */
  readonly todo?: Todo;
  /** The signature header lines. Default: one good signature. */
  readonly signatures?: readonly string[];
  /** Default: the prober's limits. */
  readonly limits?: Partial<Limits>;
}

/** Sends the requests of a check one after the other, and keeps the exchanges. */
export interface Prober {
  /** @throws {@link ServerDied} the server does not answer a genuine request after it refused this one */
  readonly send: (probe: Probe) => Promise<Exchange>;
  /** Makes sure that the server has survived a request that was sent in another way. @throws {@link ServerDied} */
  readonly ensureAlive: (subject: string) => Promise<void>;
  /** Tells whether a request was accepted, compared with the genuine one of `watch`. */
  readonly receptionOf: (exchange: Exchange) => Reception;
  /** From now on, sends this genuine request, which was accepted, after every request that was not. */
  readonly watch: (genuine: Probe, exchange: Exchange) => void;
  /** Makes a good signature; `undefined` for a bot that is not secured. */
  readonly sign: ((bytes: Uint8Array) => Promise<string>) | undefined;
  readonly environment: Environment;
  readonly sent: readonly SentProbe[];
}

/** A probe that was sent. */
export interface SentProbe {
  readonly subject: string;
  readonly exchange: Exchange;
  /** It only tells whether the server is alive. */
  readonly isPing: boolean;
}

/** Options of {@link createProber}. */
export interface ProberOptions {
  readonly url: string;
  readonly environment: Environment;
  /** Absent for a bot that is not secured. */
  readonly sign: Sign | undefined;
  /** The limits of probes that do not test them. */
  readonly limits: Partial<Limits>;
}

/** Thrown when a server stops answering genuine requests. */
export class ServerDied extends Error {
  override readonly name: string = "ServerDied";

  constructor(
    /** The request after which it happened. */
    readonly subject: string,
    /** `died`: nothing listens any more. `hangs`: the connection is accepted, but no answer comes. */
    readonly how: "died" | "hangs",
  ) {
    super(how === "died" ? `your server died after ${subject}` : `your server stopped answering after ${subject}`);
  }
}

/**
 * Creates a prober. Its `send` throws what `sign` throws.
 *
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION` from `send`: the URL is invalid
 */
export function createProber({ url, environment, sign, limits }: ProberOptions): Prober {
  const sent: SentProbe[] = [];
  const signBytes = sign && ((bytes: Uint8Array) => sign(bytes, environment));
  let watched: { readonly genuine: Probe; readonly exchange: Exchange } | undefined;

  async function post(
    { subject, body, todo = "fallback", signatures, limits: own }: Probe,
    isPing = false,
  ): Promise<Exchange> {
    const bytes = toBytes(body);
    const lines = signatures ?? (signBytes ? [await signBytes(bytes)] : []);
    const exchange = await resend(unsent({ url, environment, todo, bytes, lines }), { limits: own ?? limits });
    sent.push({ subject, exchange, isPing });
    return exchange;
  }

  async function ensureAlive(subject: string): Promise<void> {
    if (watched === undefined) return;
    const genuine = { ...watched.genuine, subject: `a genuine request after ${subject}` };
    let exchange = await post(genuine, true);
    // Once more: a connection can break for other reasons.
    if (exchange.response === undefined) exchange = await post(genuine, true);
    if (exchange.response !== undefined) return;
    throw new ServerDied(subject, exchange.verdict.outcome === "timed-out" ? "hangs" : "died");
  }

  return {
    sign: signBytes,
    environment,
    sent,
    watch(genuine, exchange) {
      watched = { genuine, exchange };
    },
    receptionOf: (exchange) => receptionOf(exchange, watched?.exchange),
    ensureAlive,
    async send(probe) {
      const exchange = await post(probe);
      if (receptionOf(exchange, watched?.exchange).kind !== "accepted") await ensureAlive(probe.subject);
      return exchange;
    },
  };
}

/** Returns the bytes of a probe. */
export function toBytes(body: Probe["body"]): Uint8Array {
  return body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
}

/** Creates an exchange that has not happened yet, for `resend` to send arbitrary bytes. */
export function unsent({
  url,
  environment,
  todo,
  bytes,
  lines,
}: {
  readonly url: string;
  readonly environment: Environment;
  readonly todo: Todo;
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
}): Exchange {
  return {
    id: createHash("sha256").update(bytes).digest("hex").slice(0, 16),
    at: "",
    todo,
    environment,
    request: { method: "POST", url, headers: lines.map((line) => [SIGNATURE_HEADER, line]), body: toBody(bytes) },
    timings: { totalMs: 0 },
    bytes: { sent: 0, received: 0 },
    verdict: { outcome: "unreachable", message: "Not sent yet.", remarks: [], issues: [] },
  };
}
