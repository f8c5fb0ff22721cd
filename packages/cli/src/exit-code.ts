/**
 * The exit codes of `ck`:
 *
 * - `ok`: done, nothing is wrong
 * - `found`: done, and something is wrong
 * - `usage`: the command line is wrong
 * - `setup`: a file, a key or a passphrase is missing or unusable, or a server cannot be reached
 * - `fault`: a bug in `ck`
 * - `interrupted`: Ctrl+C
 */
export const EXIT_CODES = { ok: 0, found: 1, usage: 2, setup: 3, fault: 70, interrupted: 130 } as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
