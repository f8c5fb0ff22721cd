import { createHash } from "node:crypto";
import { resend, toBody, type Exchange, type Limits, type Sign } from "@ck/emulator";
import { SIGNATURE_HEADER, type Environment, type Todo } from "@ck/protocol";

/** One request of a check. */
export interface Probe {
  /** What it is, for the report. */
  readonly subject: string;
  /** What is sent: bytes as they are, or an object that is serialised once. */
  readonly body: Uint8Array | Readonly<Record<string, unknown>>;
  /** What the answer is judged as. Default `fallback`. */
  readonly todo?: Todo;
  /** The lines of the signature header. Default: one that is good. */
  readonly signatures?: readonly string[];
  /** Default: those of the prober. */
  readonly limits?: Limits;
}

/** Sends the requests of a check, one after the other, and keeps what came back. */
export interface Prober {
  readonly send: (probe: Probe) => Promise<Exchange>;
  /** A good signature for these bytes; `undefined` for a bot that is not secured. */
  readonly sign: ((bytes: Uint8Array) => Promise<string>) | undefined;
  readonly sent: readonly { readonly subject: string; readonly exchange: Exchange }[];
}

/** What a prober is made of. */
export interface ProberOptions {
  readonly url: string;
  readonly environment: Environment;
  /** Absent: the bot is not secured, and nothing is signed. */
  readonly sign: Sign | undefined;
  /** Those of probes that are not about the limits. */
  readonly limits: Limits;
}

/** @throws (from `send`) what `sign` throws, and EmulatorError `ERR_INVALID_OPTION` for a URL that is none */
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

/** The bytes of a probe. */
export function toBytes(body: Probe["body"]): Uint8Array {
  return body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
}

/** An exchange that has not happened yet: what `resend` needs to send bytes that no conversation made. */
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
  | { readonly kind: "let-in" | "refused" | "broke"; readonly status: number }
  /** It hung up instead of answering. */
  | { readonly kind: "hung-up" }
  | { readonly kind: "silent" };

/** Reads from the status alone whether a request was let in. */
export function receptionOf({ response, verdict }: Exchange): Reception {
  if (response === undefined) return { kind: verdict.outcome === "timed-out" ? "silent" : "hung-up" };
  const { status } = response;
  if (status >= 500) return { kind: "broke", status };
  return { kind: status >= 400 ? "refused" : "let-in", status };
}
