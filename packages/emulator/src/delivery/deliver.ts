import { randomUUID } from "node:crypto";
import type { Sign } from "../emulated-bot.js";
import type { WireRequest } from "../engine/wire-request.js";
import { EmulatorError } from "../error.js";
import type { Exchange, Limits } from "./exchange.js";
import { FAULTS, type Fault } from "./fault.js";
import { readLimits, readUrl } from "./limits.js";
import { post, type Posting } from "./post.js";

/** How {@link deliver} sends. */
export interface DeliverOptions {
  /** Where to: `http:` or `https:`. */
  readonly url: string;
  /** Signs the bytes. Left out: the request goes without a signature, as for a bot that is not secured. */
  readonly sign?: Sign | undefined;
  /** Something to do wrong on purpose. */
  readonly fault?: Fault | undefined;
  /** Signs for the fault `stale-key`, with a key that is not (any more) the bot's. */
  readonly staleSign?: Sign | undefined;
  /** Default: those of contract §4. */
  readonly limits?: Partial<Limits> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** Where the exchange's id comes from. Default: random UUIDs. */
  readonly newId?: (() => string) | undefined;
}

/**
 * Serialises a request once, signs these bytes, sends them, and says what the platform makes of what comes back. What the server does wrong is the
 * verdict of the exchange, never an error.
 *
 * @returns the exchange; for the faults `replayed` and `duplicated` a second one, of the same bytes
 * @throws EmulatorError `ERR_INVALID_OPTION`; and what `sign` throws
 *
 * @example
 * ```ts
 * import { deliver } from "@ck/emulator";
 *
 * const [exchange] = await deliver(
 *   { todo: "welcome", environment: "development" },
 *   { url: "http://127.0.0.1:1/nothing-listens-here" },
 * );
 * exchange.verdict.outcome; // → "unreachable"
 * ```
 */
export async function deliver(
  request: WireRequest,
  options: DeliverOptions,
): Promise<readonly [Exchange, ...Exchange[]]> {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const { todo, environment } = request;
  return deliverBytes(bytes, { ...options, todo, environment });
}

/** The same with bytes that are there already. */
export async function deliverBytes(
  bytes: Uint8Array,
  options: DeliverOptions & Pick<Posting, "todo" | "environment">,
): Promise<readonly [Exchange, ...Exchange[]]> {
  const { url, fault, limits, now = () => new Date(), newId = randomUUID, todo, environment } = options;
  if (fault !== undefined && !FAULTS.includes(fault)) {
    throw new EmulatorError("ERR_INVALID_OPTION", `The fault must be one of ${FAULTS.join(", ")}.`);
  }
  const common = { url: readUrl(url), limits: readLimits(limits), now, newId, todo, environment };
  const signatures = await signaturesOf(bytes, options);
  const posting: Posting = { ...common, body: fault === "re-encoded" ? encodeAnew(bytes) : bytes, signatures };
  switch (fault) {
    case "replayed": {
      const genuine = await post(posting);
      return [genuine, await post({ ...posting, fault })];
    }
    case "duplicated":
      return Promise.all([post(posting), post({ ...posting, fault })]);
    default:
      return [await post({ ...posting, fault })];
  }
}

async function signaturesOf(
  bytes: Uint8Array,
  { sign, staleSign, fault, environment }: DeliverOptions & Pick<Posting, "environment">,
): Promise<string[]> {
  if (fault === "missing-signature") return [];
  if (fault === "stale-key") {
    if (staleSign === undefined)
      throw new EmulatorError(
        "ERR_INVALID_OPTION",
        "The fault stale-key needs staleSign, which signs with a key that is not the bot's.",
      );
    return [await staleSign(bytes, environment)];
  }
  if (sign === undefined) {
    if (fault === undefined || NEEDS_NO_SIGNATURE.has(fault)) return [];
    throw new EmulatorError(
      "ERR_INVALID_OPTION",
      `The fault ${fault} is one of signed requests. Secure the bot, and give sign.`,
    );
  }
  // Bytes that no proxy makes of these, or the explanation of the refusal would speak of a proxy.
  if (fault === "wrong-signature") return [await sign(Uint8Array.from(bytes).reverse(), environment)];
  const signature = await sign(bytes, environment);
  return fault === "repeated-header" ? [signature, signature] : [signature];
}

const NEEDS_NO_SIGNATURE: ReadonlySet<Fault> = new Set(["slow-sending", "cut-connection", "replayed", "duplicated"]);

/** The same JSON in other bytes, as a server or a proxy on the way writes it that parses and serialises. */
function encodeAnew(bytes: Uint8Array): Uint8Array {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return new TextEncoder().encode(JSON.stringify(value, undefined, 1));
}
