import type { EmulatedBot } from "@ck/emulator";
import { SIGNATURE_HEADER, type Todo } from "@ck/protocol";
import { explain, type PublicKey, type SignatureOptions } from "@ck/signature";
import { headerValues, todoOf } from "../recording/to-exchange.js";
import type { Traffic } from "../traffic.js";
import { FACTS, toSeen, type SignatureSettings } from "./facts.js";
import type { KnownOptions } from "./forms.js";
import { spellingOf, type SeenSpelling } from "./json-spelling.js";
import { keysIn } from "./keys.js";

/** What one request shows about the platform: shapes only, no values. */
export interface Observation {
  /** The facts that it confirms. */
  readonly confirms: readonly string[];
  /** The facts that it contradicts. */
  readonly contradicts: readonly string[];
  /** The form of each value that the contract leaves open or does not know: `params.from: ISO date`. */
  readonly forms: Readonly<Record<string, string>>;
  /** The paths that the contract does not know. */
  readonly unknown: readonly string[];
  /** Absent if it is not a request of the platform. */
  readonly todo?: Todo;
  /** The paths of the keys of the request, in order; those inside of params, stores and the page's data are left out. */
  readonly keys: readonly string[];
  /** How the headers that the emulator sends too are spelled, in order. */
  readonly headers?: readonly string[];
  /** The content type, if it is one of JSON. */
  readonly contentType?: string;
  readonly transfer?: "length" | "chunked";
  /** How the JSON of the body is written. Absent if the body is not JSON. */
  readonly json?: SeenSpelling;
  /** How long the platform waited for an answer that never came, in ms. */
  readonly waitedMs?: number;
  readonly signature: SignatureObservation;
}

/** What a request shows about signatures. */
export interface SignatureObservation {
  /** `explained`: genuine, but not with the configured settings. `unchecked`: no key was given, or too many failed before. */
  readonly verdict: "valid" | "explained" | "unexplained" | "missing" | "unchecked";
  readonly settings?: SignatureSettings;
  /** Of an explained one: what has to change. */
  readonly causes?: readonly string[];
  /** One paragraph for a person. */
  readonly message?: string;
}

/** Looks at requests, one after the other. */
export interface Observer {
  readonly observe: (traffic: Traffic) => Promise<Observation>;
}

/** Options of {@link createObserver}. */
export interface ObserverOptions {
  /** The public keys of the platform. Without any, signatures are not explained. */
  readonly keys: readonly PublicKey[];
  readonly settings: SignatureOptions;
  /** The definition of the bot, whose options are known. */
  readonly bot?: Pick<EmulatedBot, "actions"> | undefined;
}

/** Strangers must not keep the observer busy: after so many unexplained signatures, the next ones are only verified. */
const MAX_UNEXPLAINED = 20;

/** Creates an observer. */
export function createObserver({ keys, settings, bot }: ObserverOptions): Observer {
  let unexplained = 0;
  const options = optionsOf(bot);

  async function observeSignature({ request }: Traffic): Promise<SignatureObservation> {
    const values = headerValues(request.headers, SIGNATURE_HEADER);
    if (values.length === 0) return { verdict: "missing" };
    if (keys.length === 0 || request.truncated) return { verdict: "unchecked" };
    const bounds = unexplained < MAX_UNEXPLAINED ? { maxMs: 500 } : { maxMs: 50, maxChecks: 30 };
    const { verdict, found, causes, message } = await explain(request.body, values, keys, { ...settings, ...bounds });
    if (verdict === "unexplained") unexplained += 1;
    if (found === undefined) return { verdict, message };
    const { hash, format, encoding } = found;
    return { verdict, settings: { hash, format, encoding }, causes, message };
  }

  return {
    async observe(traffic) {
      const signature = await observeSignature(traffic);
      const seen = toSeen(traffic, signature.settings);
      const tested = FACTS.map(({ id, test }) => ({ id, holds: test(seen) }));
      const todo = todoOf(traffic);
      return {
        confirms: tested.flatMap(({ id, holds }) => (holds === true ? [id] : [])),
        contradicts: tested.flatMap(({ id, holds }) => (holds === false ? [id] : [])),
        ...keysIn(seen.body, options),
        ...(todo !== undefined && { todo, ...wireOf(traffic) }),
        signature,
      };
    },
  };
}

/** The headers that the emulator sends too; all others may come from a proxy in between. */
const OWN_HEADERS = new Set([
  ...["content-type", "content-length", "transfer-encoding", "user-agent"],
  SIGNATURE_HEADER.toLowerCase(),
]);

function wireOf({ request, response, timings }: Traffic): Partial<Observation> {
  const names = request.headers.map(([name]) => name).filter((name) => OWN_HEADERS.has(name.toLowerCase()));
  const [contentType] = headerValues(request.headers, "content-type");
  const isJsonType = contentType !== undefined && /^application\/json(?: *; *charset=[\w-]{1,20})?$/i.test(contentType);
  const isChunked = headerValues(request.headers, "transfer-encoding").length > 0;
  const json = request.truncated ? undefined : spellingOf(new TextDecoder().decode(request.body));
  return {
    headers: names.slice(0, 10),
    ...(isJsonType && { contentType }),
    transfer: isChunked ? "chunked" : "length",
    ...(json && { json }),
    ...(response === undefined && { waitedMs: timings.totalMs }),
  };
}

function optionsOf(bot: Pick<EmulatedBot, "actions"> | undefined): KnownOptions {
  const options = bot?.actions.flatMap(({ params }) => params.flatMap((param) => param.options)) ?? [];
  return { ids: new Set(options.map(({ id }) => id)), labels: new Set(options.map(({ label }) => label)) };
}
