import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openVault } from "@ck/emulator";
import { expect, inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** What scripts/rehearsal.mjs has published. */
    readonly rehearsal: {
      /** npm's settings, under which our packages come from the registry on loopback. */
      readonly npmrc: string;
      /** The folder for npm's cache. */
      readonly npmCache: string;
      /** Each package with its version. */
      readonly versions: Readonly<Record<string, string>>;
      /** The folder of each supported Node but the one that runs this, by its major version. */
      readonly nodes: Readonly<Record<string, string>>;
    };
  }
}

const folders: string[] = [];

/** An empty folder, until {@link removeFolders}. */
export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-stranger-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  // npm may still write its log.
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Where a command runs. */
export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the `node` that runs. Default: the one that runs this test. */
  readonly node?: string;
}

/** Whom Debian trusts. Its own Node knows them, one that was installed by npm does not, and there may be a proxy in between. */
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

/** The environment of a shell that knows nothing of this repository, and where our packages are published. */
function environment({ env = {}, node = path.dirname(process.execPath) }: Place): NodeJS.ProcessEnv {
  const ours = /^(p?npm_|VITE|TEST$|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$|FORCE_COLOR$|CK_)/i;
  const { npmrc, npmCache } = inject("rehearsal");
  const own = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return {
    ...(existsSync(CERTIFICATES) && { NODE_EXTRA_CA_CERTS: CERTIFICATES }),
    ...Object.fromEntries(own),
    PATH: [node, process.env["PATH"]].join(path.delimiter),
    NO_COLOR: "1",
    NPM_CONFIG_USERCONFIG: npmrc,
    npm_config_cache: npmCache,
    npm_config_loglevel: "error",
    ...env,
  };
}

/**
 * Types a line into a shell.
 *
 * @returns what it printed on standard output
 * @throws if it fails, with all that it printed
 */
export async function type(command: string, place: Place): Promise<string> {
  const shell = spawn("sh", ["-c", command], {
    cwd: place.cwd,
    env: environment(place),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  shell.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  shell.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(shell, "close")) as [number | null];
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** Types a line that runs until it is stopped, and waits for what it prints when it is ready. */
export async function start(
  command: string,
  ready: RegExp,
  place: Place,
): Promise<{ stop: () => Promise<void>; output: () => string }> {
  const shell = spawn("sh", ["-c", command], {
    cwd: place.cwd,
    env: environment(place),
    stdio: ["ignore", "pipe", "pipe"],
    // npm starts shells that start programs: all of them are ended together.
    detached: true,
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (ready.test(output)) resolve();
      });
    shell.on("close", (code) => reject(new Error(`\`${command}\` ended with ${code} before it was ready:\n${output}`)));
  });
  return { output: () => output, stop: () => stopGroup(shell) };
}

async function stopGroup(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined) return;
  const closed = once(shell, "close");
  process.kill(-shell.pid, "SIGTERM");
  await closed;
}

/** A server answers a request that the key in a project's vault has signed, and no other. */
export async function expectSignedAnswer(project: string, port: number): Promise<void> {
  const vault = await openVault(path.join(project, ".ck"), { keyFile: path.join(project, ".ck/vault.key") });
  const body = new TextEncoder().encode('{"todo":"fallback","userInput":"hello"}');
  const signature = await vault.signer()(body, "development");
  const url = `http://localhost:${port}/convokraft`;
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CONVOKRAFT-SIGNATURE": signature } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "handled", message: expect.any(String) as unknown });
  expect((await fetch(url, { method: "POST", body })).status).toBe(401);
}
