import { deliverWith, type DeliverOptions } from "../delivery/deliver.js";
import type { Exchange } from "../delivery/exchange.js";
import type { WireRequest } from "../engine/wire-request.js";
import { sendOverHttp } from "./send.js";

/**
 * Serialises a request once, signs these bytes, sends them, and judges the answer as the platform would. What the server
 * does wrong is the verdict of the exchange, never an error.
 *
 * @returns the exchange; for the faults `replayed` and `duplicated` also a second one with the same bytes
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: an option cannot be used; also what `sign` throws
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
  return deliverWith(sendOverHttp, request, options);
}
