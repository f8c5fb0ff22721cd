import { describeWrongOptions } from "@ck/protocol";
import { ListenError } from "./error.js";

/**
 * Refuses options that do not exist, because a misspelled one would be ignored silently. One that is `undefined` counts as left out.
 *
 * @throws ListenError `ERR_INVALID_OPTION`
 */
export function checkOptions(options: object, known: Readonly<Record<string, true>>, owner: string): void {
  const wrong = describeWrongOptions(options, Object.keys(known), owner);
  if (wrong !== undefined) throw new ListenError("ERR_INVALID_OPTION", wrong);
}
