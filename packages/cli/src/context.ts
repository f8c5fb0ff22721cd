import type { ExitCode } from "./exit-code.js";
import { createOutput, type Output, type Terminal } from "./terminal/terminal.js";

/** What the commands are made with. */
export interface Context {
  readonly terminal: Terminal;
  /** Where the one command that runs leaves its exit code. */
  readonly finish: (code: ExitCode) => void;
}

/** What every command is given. */
export interface Run {
  readonly terminal: Terminal;
  readonly output: Output;
}

/** The flag that every command has. */
export interface JsonFlag {
  readonly json?: boolean;
}

/** How a command is run. */
export interface PerformOptions {
  /** The command runs until Ctrl+C and ends by itself then, as it should. Default `false`: Ctrl+C breaks it off. */
  readonly untilInterrupted?: boolean;
}

/** Thrown where Ctrl+C breaks a command off. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
}

/** Makes the action of a command: it runs, and its exit code is kept. */
export async function perform(
  { terminal, finish }: Context,
  { json = false }: JsonFlag,
  command: (run: Run) => Promise<ExitCode>,
  { untilInterrupted = false }: PerformOptions = {},
): Promise<void> {
  const running = command({ terminal, output: createOutput(terminal, json) });
  finish(await (untilInterrupted ? running : Promise.race([running, interruption(terminal.signal)])));
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Interrupted("Interrupted.")), { once: true });
  });
}
