import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, onTestFinished, vi } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = path.join(here, "../..");
const ours = ["bot", "desk", "emulator", "express", "markup", "protocol", "signature"];

/** What one run of `ck` came to. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How `ck` is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Told of each line of the standard output; `stop` sends the signal, once: the second Ctrl+C ends a process whatever it does. */
  readonly onLine?: (line: string, stop: (signal: NodeJS.Signals) => void) => void;
  /** Hangs up before anything is printed, as `| true` does. */
  readonly withoutReader?: boolean;
}

/** Everything that any run has printed, to search it for what must not be there. */
export const printed: string[] = [];

/** Builds a program of ours from the sources, once for a test file. */
async function buildProgram(entry: string): Promise<string> {
  // In the package, so that what the sources import from elsewhere is found.
  const folder = mkdtempSync(path.join(here, ".ck-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, "ck.mjs");
  await build({
    entryPoints: [path.join(here, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    // The other build of jsonc-parser cannot be bundled.
    mainFields: ["module", "main"],
    alias: Object.fromEntries(ours.map((name) => [`@ck/${name}`, path.join(packages, name, "src/index.ts")])),
    banner: {
      js: 'import { createRequire as createRequireOfCk } from "node:module"; const require = createRequireOfCk(import.meta.url);',
    },
  });
  return outfile;
}

/** Runs it to its end. */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env = {}, stdin = "", onLine, withoutReader = false } = options;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...ownEnvironment(), ...env },
    stdio: "pipe",
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  if (withoutReader) child.stdout.destroy();
  if (onLine) {
    let isStopped = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (!isStopped) child.kill(signal);
      isStopped = true;
    };
    // A line may come in several pieces, and several in one.
    createInterface({ input: child.stdout }).on("line", (line) => onLine(line, stop));
  }
  // A command that does not read it may be gone already.
  child.stdin.on("error", () => undefined).end(stdin);
  const [code] = (await once(child, "close")) as [number | null];
  printed.push(stdout(), stderr());
  return { code, stdout: stdout(), stderr: stderr() };
}

/** `ck` as the tests of one file run it. */
export interface Ck {
  /** Runs it in a folder with arguments that have no blank in them. */
  readonly within: (cwd: string, args: string, options?: Omit<RunOptions, "cwd">) => Promise<Ran>;
  /** The same with `--json`: what it gives to a program. */
  readonly jsonOf: (cwd: string, args: string, options?: Omit<RunOptions, "cwd">) => Promise<Record<string, unknown>>;
  /** The file that is run. */
  readonly program: () => string;
}

/**
 * Builds `ck` before the tests of a file.
 *
 * @param entry another program that has the commands in it, from this folder
 */
export function useCk(entry = "../src/ck.ts"): Ck {
  // A test starts many processes, each some 0.3 s of work, and other tests run beside it.
  vi.setConfig({ testTimeout: 120_000 });
  let program = "";
  beforeAll(async () => {
    program = await buildProgram(entry);
  });
  const within: Ck["within"] = (cwd, args, options = {}) => run(program, args.split(" "), { cwd, ...options });
  return {
    within,
    jsonOf: async (cwd, args, options) =>
      JSON.parse((await within(cwd, `${args} --json`, options)).stdout) as Record<string, unknown>,
    program: () => program,
  };
}

/** That of these tests, without what `ck` reads. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const read = ["NO_COLOR", "FORCE_COLOR", "CK_PASSPHRASE", "CK_PUBLIC_KEY", "CK_DEBUG"];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !read.includes(name)));
}

/** An empty folder for the test that runs. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function collect(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}
