import type { ExitCode } from "./exit-code.js";
import { createOutput, type Output, type Terminal } from "./terminal/terminal.js";

/** What every command is registered with. */
export interface Context {
  readonly terminal: Terminal;
  /** Receives the exit code of the one command that runs. */
  readonly finish: (code: ExitCode) => void;
}

/** What a command gets when it runs. */
export interface Run {
  readonly terminal: Terminal;
  readonly output: Output;
}

/** The flag that every command has. */
export interface JsonFlag {
  readonly json?: boolean;
}

/** How {@link perform} runs a command. */
export interface PerformOptions {
  /** The command itself ends on Ctrl+C, with its own exit code. Default `false`: Ctrl+C aborts it. */
  readonly untilInterrupted?: boolean;
}

/** Thrown when Ctrl+C aborts a command. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
}

/** Runs a command and passes its exit code on. */
export async function perform(
  { terminal, finish }: Context,
  { json = false }: JsonFlag,
  command: (run: Run) => Promise<ExitCode>,
  { untilInterrupted = false }: PerformOptions = {},
): Promise<void> {
  const running = command({ terminal, output: createOutput(terminal, json) });
  finish(await (untilInterrupted ? running : orInterrupted(running, terminal.signal)));
}

/**
 * Waits for something, but not after Ctrl+C.
 *
 * @throws Interrupted
 */
export async function orInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => {};
  const interruption = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted("Interrupted."));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
