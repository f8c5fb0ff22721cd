import type { Hash } from "../../algorithm.js";
import { SignatureError } from "../../error.js";
import type { Check, Engine } from "../engine.js";
import { settings, switchOff } from "./shared-memory.js";
import type { KeyTables } from "./tables.js";

/** How many verdicts about a key are repeated at first, and one in how many after that. */
const WATCHED_AT_FIRST = 100;
const WATCHED_LATER = 256;

/** What is known of a key's verdicts. */
export interface Watch {
  verdicts: number;
  /** The hashes that the reference accepts with this key: what it refuses by policy stays refused. */
  readonly hashes: Set<Hash>;
}

/**
 * Checks a signature with a key's tables, and now and then with the runtime's own DSA as well.
 *
 * @param check - the check
 * @param digest - the digest of its body
 * @param tables - the key's tables, ready
 * @param watch - what is known of the key's verdicts
 * @param reference - `node:crypto`, where it verifies DSA
 * @throws {@link SignatureError} `ERR_RUNTIME`: the reference refuses the key or the hash by policy
 */
export function watchedCheck(
  check: Check,
  digest: Uint8Array,
  tables: KeyTables,
  watch: Watch,
  reference: Engine | undefined,
): boolean {
  const verdict = tables.verify(digest, check.signature);
  const count = watch.verdicts++;
  const isWatched = count < WATCHED_AT_FIRST || count % WATCHED_LATER === 0 || !watch.hashes.has(check.hash);
  if (reference === undefined || !isWatched) return verdict;
  if (reference.verifySync(check) === verdict) {
    watch.hashes.add(check.hash);
    return verdict;
  }
  switchOff();
  report(
    new SignatureError(
      "ERR_ENGINE_DISAGREES",
      "The WebAssembly engine and node:crypto disagree about a signature. The request was rejected, and the engine is off now. Please report it, with the public key.",
    ),
  );
  return false;
}

function report(error: SignatureError): void {
  try {
    settings.onDisagreement(error);
  } catch {
    // Whoever is told must not change what a request gets.
  }
}
