import { MAX_TIMER_MS } from "../time/deadline.js";
import { BotError } from "../error.js";
import { requireNumber } from "../check/require-option.js";
import { createSealer, type Sealer, type Secret } from "../seal/seal.js";
import { sealWith } from "../seal/sealed-store.js";
import { isStore, type Store } from "../store/store.js";

/** What the web processes and the workers have to agree on. */
export interface LateTimes {
  /** Sealed, where there is a secret. */
  readonly store: Store;
  readonly sealer: Sealer | undefined;
  readonly giveUpMs: number;
  readonly ttlMs: number;
  readonly timeoutMs: number;
}

/** The same, as an author may give it. */
export interface LateTimesOptions {
  readonly store: Store;
  readonly giveUpMs?: number | undefined;
  readonly ttlMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly secret?: Secret | undefined;
}

const GIVE_UP_MS = 60_000;
const TTL_MS = 900_000;
const TIMEOUT_MS = 250;

/**
 * Fills in the defaults, which are the same at both ends.
 *
 * @param prefix - what stands before an option's name in a message: `lateAnswers.`
 * @throws {@link BotError} `ERR_INVALID_OPTION`: a value is out of range
 */
export function readLateTimes(
  options: LateTimesOptions,
  { prefix, leastMs }: { readonly prefix: string; readonly leastMs: number },
): LateTimes {
  const { store, secret, giveUpMs = GIVE_UP_MS, ttlMs = TTL_MS, timeoutMs = TIMEOUT_MS } = options;
  if (secret === undefined && Object.hasOwn(options, "secret")) {
    // A variable of the environment that is missing must not switch the sealing off.
    throw new BotError("ERR_INVALID_OPTION", `${prefix}secret is undefined. Set it, or leave the option out.`);
  }
  if (!isStore(store)) {
    throw new BotError(
      "ERR_INVALID_OPTION",
      `${prefix}store must be a store, such as memoryStore(); the web processes and the workers need the same one.`,
    );
  }
  requireNumber(`${prefix}giveUpMs`, giveUpMs, { unit: "ms", least: leastMs, most: MAX_TIMER_MS });
  requireNumber(`${prefix}ttlMs`, ttlMs, { unit: "ms", least: 1 });
  requireNumber(`${prefix}timeoutMs`, timeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  const sealer = secret === undefined ? undefined : createSealer(secret, `${prefix}secret`);
  return { store: sealer ? sealWith(store, sealer) : store, sealer, giveUpMs, ttlMs, timeoutMs };
}
