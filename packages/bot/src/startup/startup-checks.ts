import { ENVIRONMENTS } from "@ck/protocol";
import { checkPublicKey } from "@ck/signature";
import { requireKnownOptions } from "../check/known-options.js";
import { requireNumber } from "../check/require-option.js";
import { cleanError } from "../clean-error.js";
import { trustKeys } from "../guard/keys.js";
import type { ReceiveOptions } from "../options.js";
import { askStore, type Store } from "../store/store.js";
import { MAX_TIMER_MS } from "../time/deadline.js";
import type { Finding } from "./finding.js";

/** What {@link startupChecks} looks at: the values that `receive` and `webhook` get. What is left out is not checked. */
export interface StartupCheckOptions extends Partial<Pick<ReceiveOptions, "publicKey" | "replay" | "lateAnswers">> {
  /** How long each store, and the queue, may take, in ms. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

const OPTIONS = { publicKey: true, replay: true, lateAnswers: true, timeoutMs: true } satisfies Record<
  keyof StartupCheckOptions,
  true
>;

/** Not asked for by anything else. */
const KEY = "ck:startup";

/**
 * Checks at the start of a process what would otherwise fail at a visitor's request: that there are keys for each environment, and safe ones; that
 * the stores and the queue answer. `redisStore` of `@ck/redis` also compares its clock, and looks whether Redis may evict keys; `bullQueue` of
 * `@ck/bullmq` the latter, and whether jobs wait that only a newer release can run.
 *
 * @param options - `publicKey`, `replay` and `lateAnswers`, as `receive` and `webhook` get them
 * @returns what is wrong, and what to do about it; nothing if all is well. Never rejects because of a finding
 * @throws {@link BotError} `ERR_INVALID_OPTION`: an option does not exist
 *
 * @example
 * ```ts
 * import { memoryStore, startupChecks } from "@ck/bot";
 *
 * const findings = await startupChecks({ publicKey: "", replay: { store: memoryStore() } });
 * for (const { severity, message, fix } of findings) console.error(`${severity}: ${message} ${fix}`);
 * findings.length; // → 1
 * ```
 */
export async function startupChecks(options: StartupCheckOptions): Promise<readonly Finding[]> {
  requireKnownOptions(options, Object.keys(OPTIONS), "startupChecks");
  const { replay, lateAnswers, timeoutMs = 5_000 } = options;
  requireNumber("timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  const queue = lateAnswers?.queue;
  const stores = new Set([replay?.store, lateAnswers?.store].filter((store) => store !== undefined));
  const checks = [...stores].map((store) => checkStore(store, timeoutMs));
  if ("publicKey" in options) checks.unshift(checkKeys(options.publicKey));
  if (queue?.check !== undefined) checks.push(settled("queue", timeoutMs, queue.check));
  return (await Promise.all(checks)).flat();
}

async function checkKeys(option: ReceiveOptions["publicKey"]): Promise<readonly Finding[]> {
  const about = "keys";
  try {
    const ring = trustKeys(option);
    if (ring === false) {
      const message = "Requests are not signed: anybody who finds the URL can send one.";
      return [{ severity: "warning", about, message, fix: "Secure the webhook in the console, and set publicKey." }];
    }
    const findings: Finding[] = [];
    for (const environment of ENVIRONMENTS) {
      if (ring.publicKeys(environment).length > 0) continue;
      const message = `There is no key for ${environment}: its requests are rejected with 401.`;
      findings.push({ severity: "warning", about, message, fix: `Set publicKey.${environment}, if it is used.` });
    }
    for (const key of ring.publicKeys()) {
      for (const { message } of key.warnings) {
        findings.push({ severity: "warning", about, message, fix: "Make a new key in the console." });
      }
      await checkPublicKey(key);
    }
    return findings;
  } catch (error) {
    return [
      {
        severity: "error",
        about,
        message: cleanError(error).message,
        fix: 'Set publicKey to the key that the console shows under "Show key".',
      },
    ];
  }
}

async function checkStore(store: Store, timeoutMs: number): Promise<readonly Finding[]> {
  return settled("store", timeoutMs, async () => {
    await store.get(KEY);
    return (await store.check?.()) ?? [];
  });
}

/** What the check finds; that it failed, if it did, or did not end in time. */
async function settled(
  about: "store" | "queue",
  timeoutMs: number,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await askStore(timeoutMs, check);
  } catch (error) {
    const { message, cause } = cleanError(error);
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    const fix = "Start it, or correct its address and credentials.";
    return [{ severity: "error", about, message: `The ${about} does not work: ${why}`, fix }];
  }
}
