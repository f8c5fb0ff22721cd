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

/** Texts to wait for, and the keys to send then. */
export type Steps = readonly (readonly [sees: string, sends: string])[];

/** Where a program runs. */
export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `ck` at a terminal, and sends keys when a text appears. */
export function atTerminal(program: string, args: readonly string[], steps: Steps, place: Place): Promise<Seen> {
  return runAtTerminal([process.execPath, program, ...args], steps, place);
}

/** Runs any program at a terminal of 100 columns, and sends keys when a text appears. */
export async function runAtTerminal(line: readonly string[], steps: Steps, { cwd, env = {} }: Place): Promise<Seen> {
  const script = fileURLToPath(new URL("terminal.py", import.meta.url));
  const command = JSON.stringify(line);
  const options = { cwd, env: { ...ownEnvironment(), ...env }, timeout: 60_000 };
  const { stdout } = await promisify(execFile)("python3", [script, command, JSON.stringify(steps)], options);
  const seen = JSON.parse(stdout) as Seen;
  printed.push(seen.shown);
  return seen;
}
