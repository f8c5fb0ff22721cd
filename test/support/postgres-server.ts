import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { commandOf, isInstalled } from "./installed.js";
import { freePort } from "./redis-server.js";

/** Whether there is a PostgreSQL to test on. */
export const hasPostgres: boolean = isInstalled("postgres");

/** A PostgreSQL on a port and with a folder of its own, on this machine alone. */
export interface PostgresServer {
  /** Of its database `postgres`, with a user who may do everything. */
  readonly url: string;
  /** As an operator stops it: sessions are ended, and everything is on the disk. */
  readonly end: () => Promise<void>;
  /** After {@link end}: on the same port, with the same folder. */
  readonly restart: () => Promise<void>;
  /** Ends it, and removes its folder. */
  readonly stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts one, and resolves once it takes connections. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = path.dirname(commandOf("postgres"));
  const folder = mkdtempSync(path.join(tmpdir(), "ck-postgres-"));
  const owner = asWhom();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = path.join(folder, "data");
  const settings = ["-D", data, "-U", "ck", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
  await promisify(execFile)(path.join(bin, "initdb"), settings, { ...owner, cwd: folder });
  const port = await freePort();
  const args = ["-D", data, "-p", String(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"];

  const start = async (): Promise<ChildProcess> => {
    const child = spawn(path.join(bin, "postgres"), args, {
      ...owner,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    running.add(child);
    let output = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (/ready to accept connections/.test(output)) resolve();
      });
      child.once("error", reject);
      child.once("close", (code) => {
        running.delete(child);
        reject(new Error(`PostgreSQL ended with ${String(code)}:\n${output}`));
      });
    });
    return child;
  };
  let child = await start();
  const end = async (signal: "SIGINT" | "SIGQUIT"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    // The "fast" shutdown of PostgreSQL, and the "immediate" one.
    child.kill(signal);
    await ended;
  };
  return {
    url: `postgres://ck@127.0.0.1:${port}/postgres`,
    end: () => end("SIGINT"),
    async restart() {
      child = await start();
    },
    async stop() {
      await end("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It refuses to run as root: then as the user that its package has made. */
function asWhom(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string): number => Number(execFileSync("id", [option, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}
