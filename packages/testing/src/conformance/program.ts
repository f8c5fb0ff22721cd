import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { requireKnownOptions } from "@ck/bot";

/** A running program. */
export interface Program {
  /** The first URL that it printed. */
  readonly origin: string;
  /** Kills it, and waits until it has ended. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a program that prints the URL it listens on, and waits for that line.
 *
 * @param command - the program and its arguments; there is no shell. Name the program itself, not one that starts it, as
 *   npx does: only what is started here is killed.
 * @param options - `env` is added to the environment of this process
 * @returns the program's origin, and a function that kills it
 *
 * @example
 * ```ts
 * import { startProgram } from "@ck/testing";
 *
 * const host = 'console.log("listening on http://127.0.0.1:8787"); setInterval(() => {}, 1000);';
 * const { origin, close } = await startProgram([process.execPath, "--eval", host]);
 * await close();
 * origin; // → "http://127.0.0.1:8787"
 * ```
 */
export async function startProgram(
  [program = "", ...args]: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Program> {
  requireKnownOptions(options, ["env"], "startProgram");
  const { env = {} } = options;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } });
  const closed = once(child, "close");
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await closed;
  };
  const origin = await new Promise<string>((resolve, reject) => {
    closed.then(() => reject(new Error(`${program} ended before it printed the URL it listens on.`)), reject);
    // Keep reading: a program that prints into a full pipe stops.
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [url] = /https?:\/\/[\w.:[\]-]*[\w\]]/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  return { origin, close };
}
