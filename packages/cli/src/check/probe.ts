import { createHash } from "node:crypto";
import { resend, toBody, type Exchange, type Limits, type Sign } from "@ck/emulator";
import { SIGNATURE_HEADER, type Environment, type Todo } from "@ck/protocol";

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
  readonly limits?: Limits;
}

/** Sends the requests of a check one after the other, and keeps the exchanges. */
export interface Prober {
  readonly send: (probe: Probe) => Promise<Exchange>;
  /** Makes a good signature; `undefined` for a bot that is not secured. */
  readonly sign: ((bytes: Uint8Array) => Promise<string>) | undefined;
  readonly sent: readonly { readonly subject: string; readonly exchange: Exchange }[];
}

/** Options of {@link createProber}. */
export interface ProberOptions {
  readonly url: string;
  readonly environment: Environment;
  /** Absent for a bot that is not secured. */
  readonly sign: Sign | undefined;
  /** The limits of probes that do not test them. */
  readonly limits: Limits;
}

/**
 * Creates a prober. Its `send` throws what `sign` throws.
 *
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION` from `send`: the URL is invalid
 */
export function createProber({ url, environment, sign, limits }: ProberOptions): Prober {
  const sent: { readonly subject: string; readonly exchange: Exchange }[] = [];
  const signBytes = sign && ((bytes: Uint8Array) => sign(bytes, environment));
  return {
    sign: signBytes,
    sent,
    async send({ subject, body, todo = "fallback", signatures, limits: own }) {
      const bytes = toBytes(body);
      const lines = signatures ?? (signBytes ? [await signBytes(bytes)] : []);
      const exchange = await resend(unsent({ url, environment, todo, bytes, lines }), { limits: own ?? limits });
      sent.push({ subject, exchange });
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

/** What a server did with a request, whatever the form of its answer. */
export type Reception =
  | { readonly kind: "accepted" | "rejected" | "errored"; readonly status: number }
  /** It closed the connection instead of answering. */
  | { readonly kind: "hung-up" }
  | { readonly kind: "silent" };

/** Tells from the status alone whether a request was accepted. */
export function receptionOf({ response, verdict }: Exchange): Reception {
  if (response === undefined) return { kind: verdict.outcome === "timed-out" ? "silent" : "hung-up" };
  const { status } = response;
  if (status >= 500) return { kind: "errored", status };
  return { kind: status >= 400 ? "rejected" : "accepted", status };
}
