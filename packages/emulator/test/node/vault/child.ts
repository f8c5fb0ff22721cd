import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = path.join(here, "../../../..");

const built: string[] = [];
afterAll(() => built.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A program of `programs/` that runs, or ran, in a process of its own. */
export interface Child {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** The whole lines that it has printed so far. */
  readonly lines: () => string[];
  readonly stderr: () => string;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Builds a program from the sources, and gives a function that starts it. */
export async function program(name: string): Promise<(args: readonly string[], env?: Record<string, string>) => Child> {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-program-"));
  built.push(folder);
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    entryPoints: [path.join(here, `programs/${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    alias: Object.fromEntries(
      ["protocol", "signature"].map((each) => [`@ck/${each}`, path.join(packages, each, "src/index.ts")]),
    ),
  });
  return (args, env = {}) => {
    const started = spawn(process.execPath, [outfile, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const out = collect(started.stdout);
    const err = collect(started.stderr);
    const exited = once(started, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    return { process: started, lines: () => out().split("\n").slice(0, -1), stderr: err, exited };
  };
}

function collect(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return () => text;
}
