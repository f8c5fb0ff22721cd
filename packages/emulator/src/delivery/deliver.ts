import { checkOptions } from "../check-options.js";
import type { WireSpelling } from "../dialect/dialect.js";
import { writeJson } from "../json/write-json.js";
import type { Sign } from "../emulated-bot.js";
import type { WireRequest } from "../engine/wire-request.js";
import { EmulatorError } from "../error.js";
import { createStrangerSigner } from "../vault/stranger-signer.js";
import type { Exchange, Limits } from "./exchange.js";
import { FAULTS, type Fault } from "./fault.js";
import { readLimits, readUrl } from "./limits.js";
import { post, type Posting } from "./post.js";
import type { Send } from "./send.js";

/** Options of `deliver`. */
export interface DeliverOptions {
  /** The webhook's address: `http:` or `https:`. */
  readonly url: string;
  /** Signs the bytes. Default: the request is sent without a signature, as for a bot that is not secured. */
  readonly sign?: Sign | undefined;
  /** The exact bytes of the request. Default: the request as `JSON.stringify` writes it. */
  readonly body?: Uint8Array | undefined;
  /** Something to do wrong on purpose. Default: nothing. */
  readonly fault?: Fault | undefined;
  /** Signs for the fault `stale-key`, with the key retired last. */
  readonly staleSign?: Sign | undefined;
  /** Signs for the fault `unknown-key`. Default: a new key. */
  readonly unknownSign?: Sign | undefined;
  /** How the bytes are written. Default: as `JSON.stringify` writes, with a declared length. */
  readonly spelling?: WireSpelling | undefined;
  /** Default: those of the platform, 5000 ms and 100,000 bytes. */
  readonly limits?: Partial<Limits> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** Creates the exchange's id. Default: random UUIDs. */
  readonly newId?: (() => string) | undefined;
}

const OPTIONS = {
  url: true,
  sign: true,
  body: true,
  fault: true,
  staleSign: true,
  unknownSign: true,
  limits: true,
  now: true,
  newId: true,
  spelling: true,
} satisfies Record<keyof DeliverOptions, true>;

/**
 * Serialises a request once, signs these bytes, and sends them with `send`.
 *
 * @param send - sends bytes, and gives what came back
 * @param request - the request
 * @param options - the address, who signs, a fault on purpose
 * @returns the exchange; with a fault such as `replayed`, one more
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: an option cannot be used; also what `sign` throws
 * @example
 * ```ts
 * import { deliverWith, type Send, type Sign, type WireRequest } from "@ck/emulator/core";
 *
 * async function statusOf(send: Send, request: WireRequest, sign: Sign): Promise<number | undefined> {
 *   const [exchange] = await deliverWith(send, request, { url: "https://bot.example/convokraft", sign });
 *   return exchange.response?.status;
 * }
 * ```
 */
export async function deliverWith(
  send: Send,
  request: WireRequest,
  options: DeliverOptions,
): Promise<readonly [Exchange, ...Exchange[]]> {
  checkOptions(options, OPTIONS, "deliver");
  const { url, fault, limits, spelling, now = () => new Date(), newId = () => crypto.randomUUID() } = options;
  const bytes = options.body ?? new TextEncoder().encode(writeJson(request, spelling?.json));
  const { todo, environment } = request;
  if (fault !== undefined && !FAULTS.includes(fault))
    throw new EmulatorError("ERR_INVALID_OPTION", `The fault must be one of ${FAULTS.join(", ")}.`);
  const common = { url: readUrl(url), limits: readLimits(limits), now, newId, todo, environment, send, spelling };
  const signatures = await signaturesOf(bytes, request, options);
  const posting: Posting = { ...common, body: fault === "re-encoded" ? encodeAgain(bytes) : bytes, signatures };
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
  { environment }: WireRequest,
  { sign, staleSign, unknownSign = createStrangerSigner(), fault }: DeliverOptions,
): Promise<string[]> {
  if (fault === "missing-signature") return [];
  if (fault === "unknown-key") return [await unknownSign(bytes, environment)];
  if (fault === "stale-key") {
    if (staleSign !== undefined) return [await staleSign(bytes, environment)];
    throw new EmulatorError(
      "ERR_INVALID_OPTION",
      'The fault stale-key needs staleSign: the vault\'s signer with key: "previous", which is the key retired last.',
    );
  }
  if (sign === undefined) {
    if (fault === undefined || NEEDS_NO_SIGNATURE.has(fault)) return [];
    throw new EmulatorError(
      "ERR_INVALID_OPTION",
      `The fault ${fault} needs a signed request. Secure the bot, and pass sign.`,
    );
  }
  // Over bytes that no proxy would turn these into, or the explanation of the refusal would blame a proxy.
  if (fault === "wrong-signature") return [await sign(Uint8Array.from(bytes).reverse(), environment)];
  const signature = await sign(bytes, environment);
  return fault === "repeated-header" ? [signature, signature] : [signature];
}

const NEEDS_NO_SIGNATURE: ReadonlySet<Fault> = new Set(["slow-sending", "cut-connection", "replayed", "duplicated"]);

/**
 * The same JSON in other bytes, as Python's `json.dumps` writes it: a server or a proxy that parses and serialises a body
 * does this. Only blanks are added, one for each mark, so the text cannot grow beyond twice its size.
 */
function encodeAgain(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const spaced = text.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token.startsWith('"') ? token : `${token} `));
  return new TextEncoder().encode(spaced);
}
