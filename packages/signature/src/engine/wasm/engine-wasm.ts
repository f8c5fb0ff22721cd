import { SignatureError } from "../../error.js";
import { digest, digestSync } from "../../hash/digest.js";
import type { PublicKeyParts } from "../../key/key.js";
import type { Check, Engine } from "../engine.js";
import { createRateMeter, type RateMeter } from "./rate-meter.js";
import { isSwitchedOff, settings, tableMemory } from "./shared-memory.js";
import type { KeyTables } from "./tables.js";
import { watchedCheck, type Watch } from "./watched-check.js";

/** Products per check while tables are built: 0.2 ms where a check takes 0.3 ms, and 0.4 ms where it takes 3 ms and the first are done by an interpreter. */
const SLICE = { node: 120, portable: 200 } as const;
/** More products than any tables take. */
const ALL = 100_000;
/** Without node:crypto a check without tables costs a third of building them. */
const CHECKS_BEFORE_TABLES = 3;
/** A larger body, in bytes, is hashed and checked in the thread pool, where there is one: hashing it would hold the thread for longer than the check does. */
const LARGEST_ON_THIS_THREAD = 256 * 1024;

/** What is kept for a key. */
interface State extends Watch {
  readonly meter: RateMeter;
  tables: KeyTables | undefined;
}

function stateOf({ prepared }: PublicKeyParts): State {
  let state = prepared.get("wasm") as State | undefined;
  if (state === undefined) {
    state = { verdicts: 0, hashes: new Set(), meter: createRateMeter(), tables: undefined };
    prepared.set("wasm", state);
  }
  return state;
}

/** The tables of a key, if they are finished and the engine is on. */
function readyTables({ tables }: State): KeyTables | undefined {
  return tables?.isReady() === true && tableMemory() !== undefined ? tables : undefined;
}

/** Tells whether checks with a key are done in WebAssembly at this moment. */
export function hasTables(key: PublicKeyParts): boolean {
  return readyTables(stateOf(key)) !== undefined;
}

/**
 * The engine that is used by default: another one for ordinary traffic, and WebAssembly for a key that is checked often. Tables cost some 8,600
 * products; each check pays for a slice of them, so no timer runs and nothing holds the thread for long.
 *
 * On the thread of the caller, whatever the number of cores and of requests in flight: at 2048 bits a check in WebAssembly takes 85 µs of the processor for a
 * body of 1 kB, and one by OpenSSL in the pool 350. The pool would need four idle cores to do as many, and a process for each core does more with them. At 64 kB
 * it is 115 against 400, at 256 kB 225 against 550, and at 1 MB 640 against 1,150; but then the thread is held for half a millisecond by the hash alone, which is
 * why the largest go to the pool. A worker thread would need tables of its own and a copy of each body, and could do no more than a process, which reads requests
 * as well. Measured on two cores.
 */
export function createAutomaticEngine(usual: Engine, reference: Engine | undefined): Engine {
  const isSlow = usual.name === "portable";
  const slice = isSlow ? SLICE.portable : SLICE.node;

  /** Counts a check without tables, and begins the key's tables or goes on with them. */
  function warmUp(state: State, key: PublicKeyParts): void {
    const { tables, meter } = state;
    if (tables?.isDropped() === false) tables.build(slice);
    else if (isSlow ? meter.count() > CHECKS_BEFORE_TABLES : meter.isAtLeast(settings.checksPerSecond))
      state.tables = tableMemory()?.begin(key);
  }

  return {
    ...usual,
    verifySync(check) {
      const state = stateOf(check.key);
      const tables = readyTables(state);
      if (tables !== undefined) {
        return watchedCheck(check, digestSync(check.hash, check.body), tables, state, reference);
      }
      const verdict = usual.verifySync(check);
      warmUp(state, check.key);
      return verdict;
    },
    verify(check) {
      const state = stateOf(check.key);
      const tables = check.body.byteLength <= LARGEST_ON_THIS_THREAD ? readyTables(state) : undefined;
      return tables === undefined ? verifyCold(check, state) : verifyReady(check, tables, reference, usual);
    },
  };

  async function verifyCold(check: Check, state: State): Promise<boolean> {
    const verdict = await usual.verify(check);
    warmUp(state, check.key);
    return verdict;
  }
}

/** The engine for `engine: "wasm"`: builds a key's tables at its first check, which takes some 10 ms at 2048 bits. */
export function createWasmEngine(other: Engine, reference: Engine | undefined): Engine {
  function tablesOf(key: PublicKeyParts): KeyTables {
    const state = stateOf(key);
    const memory = tableMemory();
    const tables = state.tables?.isDropped() === false && memory ? state.tables : memory?.begin(key);
    if (tables === undefined) {
      throw new SignatureError(
        "ERR_RUNTIME",
        "There is no WebAssembly here, or maxTableBytes has no room for the key's tables. Leave out the option `engine`.",
      );
    }
    state.tables = tables;
    while (!tables.isReady()) tables.build(ALL);
    return tables;
  }
  return {
    ...other,
    name: "wasm",
    verifySync: (check) =>
      isSwitchedOff()
        ? other.verifySync(check)
        : watchedCheck(check, digestSync(check.hash, check.body), tablesOf(check.key), stateOf(check.key), reference),
    verify: (check) =>
      isSwitchedOff() ? other.verify(check) : verifyReady(check, tablesOf(check.key), reference, other),
  };
}

function verifyReady(
  check: Check,
  tables: KeyTables,
  reference: Engine | undefined,
  other: Engine,
): boolean | Promise<boolean> {
  const withDigest = (bytes: Uint8Array): boolean | Promise<boolean> =>
    // Another key may have taken the memory while the runtime hashed.
    tables.isReady() ? watchedCheck(check, bytes, tables, stateOf(check.key), reference) : other.verify(check);
  const bytes = digest(check.hash, check.body);
  return bytes instanceof Promise ? bytes.then(withDigest) : withDigest(bytes);
}
