import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { executeLine } from "../src/execute-line.js";

/** What one run of `ck` printed, and its exit code. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How `ck` is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** Everything that any run has printed, to search it for what must not be there. */
export const printed: string[] = [];

/** Commands read files from the working directory, of which a process has one: they run one after the other. */
let last: Promise<unknown> = Promise.resolve();

/** Runs `ck` in a folder, in this process. */
export function runCk(cwd: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const running = last.then(() => run(cwd, args, options));
  last = running.catch(() => undefined);
  return running;
}

async function run(cwd: string, args: readonly string[], { env = {}, stdin = "" }: RunOptions): Promise<Ran> {
  const input = new PassThrough();
  input.end(stdin);
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const streams = { stdin: input, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
    const code = await executeLine(args, { ...streams, env, signal: new AbortController().signal });
    printed.push(stdout.text, stderr.text);
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before);
  }
}

class TextSink extends Writable {
  text = "";
  readonly isTTY: boolean = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

/** `ck` as the tests run it. */
export const ck = {
  /** Runs it in a folder, with arguments that contain no blanks. */
  within: (cwd: string, args: string, options?: RunOptions): Promise<Ran> => runCk(cwd, args.split(" "), options),
  /** The same with `--json`: what it prints for a program. */
  jsonOf: async (cwd: string, args: string, options?: RunOptions): Promise<Record<string, unknown>> =>
    JSON.parse((await ck.within(cwd, `${args} --json`, options)).stdout) as Record<string, unknown>,
};

/** An empty folder, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
