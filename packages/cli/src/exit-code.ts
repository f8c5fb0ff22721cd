/**
 * What the exit codes of `ck` say: `ok`, `found` (it did what was asked, and found something that is wrong), `usage` (the command line cannot be
 * understood), `setup` (a file, a key or a passphrase is missing or cannot be used), `fault` (a fault of `ck` itself), `interrupted` (Ctrl+C).
 *
 * @example
 * ```ts
 * import { EXIT_CODES } from "@ck/cli";
 *
 * EXIT_CODES.found; // → 1
 * ```
 */
export const EXIT_CODES = { ok: 0, found: 1, usage: 2, setup: 3, fault: 70, interrupted: 130 } as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
