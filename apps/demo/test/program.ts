import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A program of the demo that runs as its users run it: built, in a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** All it has printed so far. */
  output(): string;
  /** Resolves with the match as soon as what it has printed matches; rejects when it ends before that. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends what a test that failed has left running. */
export function stopAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Starts `dist/start.js`, `dist/serve.js` or `dist/worker.js` in a folder with these files only, with these variables and none of the surroundings' settings. */
export function run(
  name: "start" | "serve" | "worker",
  {
    args = [],
    env = {},
    files = {},
  }: { args?: readonly string[]; env?: Record<string, string>; files?: Record<string, string> } = {},
): Program {
  const file = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
  if (!existsSync(file)) throw new Error(`${file} is not there: run \`pnpm build\` first.`);
  const cwd = mkdtempSync(path.join(tmpdir(), "ck-demo-"));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text);
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], PORT: "0", KOA_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      watchers.forEach((watch) => watch());
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      running.delete(child);
      rmSync(cwd, { recursive: true, force: true });
      resolve(code);
    });
  });
  return {
    child,
    output: () => output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const match = pattern.exec(output);
          if (match === null) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        watch();
        void ended.then((code) =>
          reject(new Error(`The program ended with ${String(code)} before it printed ${String(pattern)}:\n${output}`)),
        );
      }),
    ended,
  };
}
