import { nearestName } from "./nearest-name.js";
import { isRecord, printPath, shapeOf } from "./shape.js";

/**
 * Finds an option that does not exist, because a misspelled one would be ignored silently. For packages that build on this
 * one. An option whose value is `undefined` counts as left out.
 *
 * @param options - what was given
 * @param known - the names of the options that exist
 * @param owner - what has these options, as the author writes it: `webhook`
 * @returns the message for an error, with the name that was probably meant; `undefined` if nothing is wrong
 * @example
 * ```ts
 * import { describeWrongOptions } from "@ck/protocol";
 *
 * describeWrongOptions({ port: 80 }, ["host", "port"], "serve"); // → undefined
 * describeWrongOptions({ prot: 80 }, ["host", "port"], "serve");
 * // → "Unknown option `prot`. Did you mean `port`? The options of serve are host, port."
 * ```
 */
export function describeWrongOptions(options: unknown, known: readonly string[], owner: string): string | undefined {
  if (!isRecord(options)) return `The options of ${owner} must be an object; got ${shapeOf(options)}.`;
  const name = Object.keys(options).find((key) => !known.includes(key) && options[key] !== undefined);
  if (name === undefined) return undefined;
  const meant = nearestName(name, known);
  const hint = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
  return `Unknown option \`${printPath([name])}\`.${hint} The options of ${owner} are ${known.join(", ")}.`;
}
