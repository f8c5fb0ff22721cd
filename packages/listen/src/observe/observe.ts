import { SIGNATURE_HEADER } from "@ck/protocol";
import { explain, type PublicKey, type SignatureOptions } from "@ck/signature";
import { headerValues } from "../recording/to-exchange.js";
import type { Traffic } from "../traffic.js";
import { FACTS, KNOWN_KEYS, toSeen, type SignatureSettings } from "./facts.js";
import { formOf, nameOf } from "./forms.js";

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
  /** The keys of the request, in order. */
  readonly keys: readonly string[];
  /** How the signature header is spelled. */
  readonly header?: string;
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
}

/** Strangers must not keep the observer busy: after so many unexplained signatures, the next ones are only verified. */
const MAX_UNEXPLAINED = 20;

/** Creates an observer. */
export function createObserver({ keys, settings }: ObserverOptions): Observer {
  let unexplained = 0;

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
      const header = traffic.request.headers.find(
        ([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase(),
      )?.[0];
      return {
        confirms: tested.flatMap(({ id, holds }) => (holds === true ? [id] : [])),
        contradicts: tested.flatMap(({ id, holds }) => (holds === false ? [id] : [])),
        ...formsIn(seen.body),
        keys: Object.keys(seen.body).map(nameOf),
        ...(header !== undefined && { header }),
        signature,
      };
    },
  };
}

/** The objects whose keys are the author's own: their values are described, and they are not unknown. */
const OPEN = ["params", "user", "org", "broadcast", "cache", "clientData", "data", "messageData"];

function formsIn(body: Readonly<Record<string, unknown>>): Pick<Observation, "forms" | "unknown"> {
  const forms: Record<string, string> = {};
  const unknown: string[] = [];
  const look = (path: string, value: unknown, isKnown: boolean): void => {
    forms[path] = formOf(value);
    if (!isKnown) unknown.push(path);
  };
  for (const [key, value] of Object.entries(body)) {
    const name = nameOf(key);
    look(name, value, KNOWN_KEYS[""]?.includes(key) ?? false);
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    const known = KNOWN_KEYS[key];
    const children = Object.entries(value).slice(0, 50);
    if (known !== undefined)
      for (const [child, inner] of children) look(`${name}.${nameOf(child)}`, inner, known.includes(child));
    else if (key === "params") for (const [child, inner] of children) look(`${name}.${nameOf(child)}`, inner, true);
    else if (!OPEN.includes(key)) continue;
  }
  return { forms, unknown };
}
