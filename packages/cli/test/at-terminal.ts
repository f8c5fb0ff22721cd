import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ownEnvironment } from "./ck-process.js";
import { printed } from "./run-ck.js";

/** What the terminal showed. */
export interface Seen {
  readonly shown: string;
  readonly code: number;
  /** The steps whose text never appeared. */
  readonly left: readonly unknown[];
}

/** Runs `ck` at a terminal, and sends keys when a text appears. */
export async function atTerminal(
  program: string,
  args: readonly string[],
  steps: readonly (readonly [sees: string, sends: string])[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Seen> {
  const script = fileURLToPath(new URL("terminal.py", import.meta.url));
  const command = JSON.stringify([process.execPath, program, ...args]);
  const options = { cwd, env: { ...ownEnvironment(), ...env }, timeout: 60_000 };
  const { stdout } = await promisify(execFile)("python3", [script, command, JSON.stringify(steps)], options);
  const seen = JSON.parse(stdout) as Seen;
  printed.push(seen.shown);
  return seen;
}
