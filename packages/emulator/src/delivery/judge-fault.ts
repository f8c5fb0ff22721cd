import type { Verdict } from "../engine/verdict.js";
import type { Exchange } from "./exchange.js";
import type { Fault } from "./fault.js";

/** The faults of the signature: a server that accepts one of these would accept a forged request. */
const FORGERIES: ReadonlySet<Fault> = new Set([
  "wrong-signature",
  "missing-signature",
  "repeated-header",
  "stale-key",
  "unknown-key",
  "re-encoded",
]);

/** What a fault proved about a server. */
export interface FaultResult {
  /** `refused`: as it should be. `accepted`: the server has a fault. `unclear`: nothing was proved. */
  readonly result: "refused" | "accepted" | "unclear";
  /** The same as a sentence. */
  readonly message: string;
}

/**
 * Judges how a server dealt with a request that was wrong on purpose.
 *
 * A forged request must be refused with a status of 4xx. A replayed or duplicated one may be answered again, as long as
 * it does nothing twice, which cannot be seen from outside.
 *
 * @example
 * ```ts
 * import { judgeFault, type Exchange } from "@ck/emulator";
 *
 * function isSafe(exchange: Exchange): boolean {
 *   return judgeFault(exchange)?.result !== "accepted";
 * }
 * ```
 * @returns `undefined` for an exchange without a fault
 */
export function judgeFault(
  exchange: Pick<Exchange, "fault" | "response"> & { readonly verdict: Pick<Verdict, "outcome"> },
): FaultResult | undefined {
  const { fault, response, verdict } = exchange;
  if (fault === undefined) return undefined;
  const status = response?.status;
  if (FORGERIES.has(fault)) return judgeForgery(fault, status, verdict.outcome);
  const isRefused = status !== undefined && status >= 400;
  if (fault === "replayed" || fault === "duplicated") {
    if (isRefused) return { result: "refused", message: `The second request was refused with ${status}.` };
    const message = "The second request was answered. Check that its action was not carried out twice.";
    return { result: "unclear", message };
  }
  if (isRefused || status === undefined)
    return { result: "refused", message: "The incomplete request had no effect, as it should be." };
  return { result: "accepted", message: "FAULT: the server answered a request that never arrived completely." };
}

function judgeForgery(fault: Fault, status: number | undefined, outcome: Verdict["outcome"]): FaultResult {
  if (status === undefined) return { result: "unclear", message: "Nothing was proved: there was no answer." };
  if (status >= 400 && status < 500) return { result: "refused", message: `Refused with ${status}, as it should be.` };
  if (status >= 300) return { result: "unclear", message: `Nothing was proved: the status is ${status}, not 401.` };
  if (outcome !== "answered") {
    const message = `The answer is not a valid one, but its status is ${status}. Refuse a forged request with 401.`;
    return { result: "unclear", message };
  }
  return { result: "accepted", message: `FAULT: the server accepted a request that ${WRONG[fault] ?? "is forged"}.` };
}

const WRONG: Readonly<Partial<Record<Fault, string>>> = {
  "wrong-signature": "carries a signature over other bytes",
  "missing-signature": "has no signature",
  "repeated-header": "carries two signatures",
  "stale-key": "is signed with a retired key",
  "unknown-key": "is signed with an unknown key",
  "re-encoded": "was changed after it was signed",
};
