import type { SignatureSettings } from "../observe/facts.js";
import type { ListenReport } from "./report.js";

/** How the real platform writes requests, in the terms of the emulator's definition. Only what was seen is set. */
export interface ObservedDialect {
  readonly action?: "object" | "string";
  readonly previousParam?: "object" | "string";
  readonly signature?: SignatureSettings;
}

/**
 * Reads the dialect of the platform from a report: of each spelling, the one that came most often.
 *
 * @param report - what {@link reportOn} found
 * @example
 * ```ts
 * import { dialectOf, type ListenReport } from "@ck/listen";
 *
 * const isActionText = (report: ListenReport): boolean => dialectOf(report).action === "string";
 * ```
 */
export function dialectOf({ forms, signatures }: ListenReport): ObservedDialect {
  const spellingOf = (path: string): "object" | "string" | undefined => {
    const seen = forms.find((each) => each.path === path && !each.form.startsWith("empty") && each.form !== "null");
    if (seen === undefined) return undefined;
    return seen.form.startsWith("object") ? "object" : "string";
  };
  const [action, previousParam] = [spellingOf("action"), spellingOf("previousParam")];
  const signature = Object.entries(signatures)
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind]) => /^(?:valid|explained) \((\w+), (\w+), (\w+)\)$/.exec(kind))
    .find((match) => match !== null);
  return {
    ...(action && { action }),
    ...(previousParam && { previousParam }),
    ...(signature && {
      signature: { hash: signature[1], format: signature[2], encoding: signature[3] } as SignatureSettings,
    }),
  };
}
