/**
 * Finds the action that a request means: the exact name first, then with case and punctuation folded.
 *
 * @param name The `namespace` of the request's action.
 * @param names The names that are declared.
 * @returns The declared name, or `undefined` when none fits, or more than one does after folding: it does not guess.
 *
 * Source: contract §1, grade O (`ApplyLeave` = `apply_leave`: a public bot needed it).
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
  // Folding costs time, and no name in the console comes near this length.
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
