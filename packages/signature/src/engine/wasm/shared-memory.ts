import { describeValue } from "../../describe-value.js";
import { SignatureError } from "../../error.js";
import { checkOptionNames } from "../../option-names.js";
import { createTableMemory, type TableMemory } from "./tables.js";

/** How the engine in WebAssembly works in this process. */
export interface EngineOptions {
  /**
   * How many checks a second, over three seconds, make it worth building a key's tables. Default 50. `Infinity`: never. Matters where
   * `node:crypto` can verify DSA; elsewhere the tables are built at the fourth check.
   */
  readonly checksPerSecond?: number | undefined;
  /**
   * The most bytes that the tables of all keys may take: 2.6 MB for a key of 1024 bits, 5.2 MB for 2048, 7.9 MB for 3072. The tables that were not
   * used for longest are dropped first. Default 64,000,000.
   */
  readonly maxTableBytes?: number | undefined;
  /**
   * Called with `ERR_ENGINE_DISAGREES`, at most once, if the engine and `node:crypto` do not agree about a signature. The engine is switched off by
   * then, and the request is rejected. Default: `console.error`.
   */
  readonly onDisagreement?: ((error: SignatureError) => void) | undefined;
}

/** The options that hold for this process: its keys share one memory, so they cannot be given to each call. */
interface Settings {
  checksPerSecond: number;
  maxTableBytes: number;
  onDisagreement: (error: SignatureError) => void;
}

export const settings: Settings = {
  checksPerSecond: 50,
  maxTableBytes: 64_000_000,
  onDisagreement: (error) => console.error(error),
};

/** One WebAssembly instance for the process, made when a key first needs it. `false`: there is none, or it was switched off. */
let memory: TableMemory | false | undefined;

/** The memory that all keys share; undefined where there is none. */
export function tableMemory(): TableMemory | undefined {
  memory ??= createTableMemory(settings.maxTableBytes) ?? false;
  return memory === false ? undefined : memory;
}

let isOff = false;

/** Switches the engine off for this process. */
export function switchOff(): void {
  memory = false;
  isOff = true;
}

/** Whether the engine was wrong once. */
export function isSwitchedOff(): boolean {
  return isOff;
}

/**
 * Sets how the engine in WebAssembly works in this process. What is left out stays as it is.
 *
 * @param options - rate, memory, and who hears of a disagreement
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: an option has a value that is not allowed
 * @example
 * ```ts
 * import { configureEngine } from "@ck/signature";
 *
 * configureEngine({ maxTableBytes: 10_000_000 });
 * ```
 */
export function configureEngine(options: EngineOptions): void {
  checkOptionNames(options, ["checksPerSecond", "maxTableBytes", "onDisagreement"], "configureEngine");
  const { checksPerSecond, maxTableBytes, onDisagreement } = options;
  for (const [name, value] of Object.entries({ checksPerSecond, maxTableBytes })) {
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      `The option "${name}" must be a number of at least 0; got ${typeof value === "number" ? String(value) : describeValue(value)}.`,
    );
  }
  if (onDisagreement !== undefined && typeof onDisagreement !== "function") {
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      `The option "onDisagreement" must be a function; got ${describeValue(onDisagreement)}.`,
    );
  }
  settings.checksPerSecond = checksPerSecond ?? settings.checksPerSecond;
  settings.maxTableBytes = maxTableBytes ?? settings.maxTableBytes;
  settings.onDisagreement = onDisagreement ?? settings.onDisagreement;
  if (memory !== false && memory !== undefined) memory.blocks.limit = settings.maxTableBytes;
}
