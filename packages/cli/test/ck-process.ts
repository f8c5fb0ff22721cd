import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, vi } from "vitest";
import { printed, type Ran } from "./run-ck.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = path.join(here, "../..");
const ours = ["bot", "node", "desk", "emulator", "express", "listen", "markup", "protocol", "signature"];

/** How a process is run. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Called with each line of standard output. `stop` sends the signal once: a second Ctrl+C kills a process. */
  readonly onLine?: (line: string, stop: (signal: NodeJS.Signals) => void) => void;
  /** Closes the pipe before anything is printed, as `| true` does. */
  readonly withoutReader?: boolean;
}

/** Builds `ck` from the sources before the tests of a file. Returns the path of the program. */
export function useProgram(): () => string {
  vi.setConfig({ testTimeout: 120_000 });
  // Inside the package, so that its dependencies are found.
  let folder = "";
  let program = "";
  beforeAll(async () => {
    folder = mkdtempSync(path.join(here, ".ck-"));
    program = await buildProgram(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => program;
}

async function buildProgram(folder: string): Promise<string> {
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await build({
    // As they stand in the package: the second one is started by the first.
    entryPoints: [path.join(here, "../src/ck.ts"), path.join(here, "../src/dev/server-program.ts")],
    outbase: path.join(here, "../src"),
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "esm",
    // The other build of jsonc-parser cannot be bundled.
    mainFields: ["module", "main"],
    alias: {
      ...Object.fromEntries(ours.map((name) => [`@ck/${name}`, path.join(packages, name, "src/index.ts")])),
      "@ck/emulator/core": path.join(packages, "emulator/src/core.ts"),
    },
    banner: {
      js: 'import { createRequire as createRequireOfCk } from "node:module"; const require = createRequireOfCk(import.meta.url);',
    },
  });
  return path.join(folder, "ck.js");
}

/** Runs it to its end. */
export async function runProcess(program: string, args: readonly string[], options: ProcessOptions): Promise<Ran> {
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
    // A chunk may hold part of a line, or several.
    createInterface({ input: child.stdout }).on("line", (line) => onLine(line, stop));
  }
  // A command that does not read it may have ended already.
  child.stdin.on("error", () => undefined).end(stdin);
  const [code] = (await once(child, "close")) as [number | null];
  printed.push(stdout(), stderr());
  return { code, stdout: stdout(), stderr: stderr() };
}

/** The environment of these tests, without what `ck` reads. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const read = ["NO_COLOR", "FORCE_COLOR", "CK_PASSPHRASE", "CK_PUBLIC_KEY", "CK_DEBUG"];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !read.includes(name)));
}

function collect(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}
