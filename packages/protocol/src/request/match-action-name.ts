/**
 * Finds the action that a request names: an exact match first, then ignoring case and punctuation.
 *
 * Source: docs/contract.md §1, grade O (`ApplyLeave` = `apply_leave`: a public bot needed it).
 *
 * @param name - The `namespace` of the request's action.
 * @param names - The declared names.
 * @returns The declared name; `undefined` if none matches, or if several match once case and punctuation are ignored.
 *
 * @example
 * ```ts
 * import { matchActionName } from "@ck/protocol";
 *
 * matchActionName("apply_leave", ["ApplyLeave", "CancelLeave"]); // → "ApplyLeave"
 * matchActionName("sing", ["ApplyLeave", "CancelLeave"]); // → undefined
 * ```
 */
export function matchActionName<Name extends string>(name: string, names: Iterable<Name>): Name | undefined {
  const declared = [...names];
  const exact = declared.find((candidate) => candidate === name);
  if (exact !== undefined) return exact;
  // Folding takes time, and no name in the console is nearly that long.
  if (name.length > MAX_NAME_LENGTH) return undefined;
  const folded = fold(name);
  if (folded === "") return undefined;
  const alike = declared.filter((candidate) => fold(candidate) === folded);
  return alike.length === 1 ? alike[0] : undefined;
}

const MAX_NAME_LENGTH = 1000;

function fold(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "");
}
