import { invalidArgument } from "./check-argument.js";
import { describeWrongOptions } from "./describe-wrong-options.js";
import { isRecord } from "./shape.js";

/**
 * Checks that a value is an object without unknown options: a misspelled one would be ignored silently. A key whose value is
 * `undefined` counts as left out.
 */
export function checkKnownKeys(options: unknown, known: readonly string[], owner: string): void {
  // Called for each response: this way nothing is allocated.
  let isKnown = isRecord(options);
  for (const key in options as object) if (!known.includes(key)) isKnown = false;
  if (isKnown) return;
  const wrong = describeWrongOptions(options, known, owner);
  if (wrong === undefined) return;
  throw invalidArgument(isRecord(options) ? wrong : `${wrong} Write ${owner}(…, { … }), or leave them out.`);
}
