import type { Exchange } from "../delivery/exchange.js";
import { resendWith, type ResendOptions } from "../recording/resend.js";
import { sendOverHttp } from "./send.js";

/**
 * Sends a recorded request again: the same bytes with the same signature, unless told otherwise. If it is edited but not
 * signed again, it carries the old signature, which a server has to reject.
 *
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: an option cannot be used
 * @throws {@link EmulatorError} `ERR_RECORDING`: the body is to be edited, but is not a JSON object
 * @throws what `sign` and `edit` throw
 * @example
 * ```ts
 * import { resend, type Exchange, type Sign } from "@ck/emulator";
 *
 * async function forMoreDays(recorded: Exchange, sign: Sign): Promise<Exchange> {
 *   return resend(recorded, { sign, edit: (request) => ({ ...request, params: { days: 30 } }) });
 * }
 * ```
 */
export async function resend(exchange: Exchange, options: ResendOptions = {}): Promise<Exchange> {
  return resendWith(sendOverHttp, exchange, options);
}
