/**
 * Options of `receive` as plain data, so that they can be told to a server in another process.
 *
 * @example
 * ```ts
 * import type { ConformanceSettings } from "@ck/testing";
 *
 * const settings: ConformanceSettings = { publicKey: false, deadlineMs: 100 };
 * ```
 */
export interface ConformanceSettings {
  /** In PEM; several; `false` for unsigned; left out to see that the adapter does not start. */
  readonly publicKey?: string | readonly string[] | false;
  readonly deadlineMs?: number;
  readonly maxBodyBytes?: number;
  /** `reject`: a request that comes again gets 409. `broken`: the store of the guard fails, and each request gets 500. */
  readonly replay?: "reject" | "broken";
}
