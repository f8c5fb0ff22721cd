import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { commandOf, isInstalled } from "./installed.js";

const program = commandOf("redis");

/** Whether there is a Redis to test on. */
export const hasRedis: boolean = isInstalled("redis");

/** A Redis on a port and with a folder of its own, on this machine alone. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** As a power cut would end it. What was acknowledged is in the append-only file, where there is one. */
  readonly kill: () => Promise<void>;
  /** As an operator stops it: everything is on the disk, where there is a file. */
  readonly end: () => Promise<void>;
  /** After {@link kill} or {@link end}: on the same port, with the same folder. */
  readonly restart: () => Promise<void>;
  /** It takes connections, and says nothing, until it is told to `SIGCONT`. */
  readonly signal: (signal: "SIGSTOP" | "SIGCONT") => void;
  /** Ends it, and removes its folder. */
  readonly stop: () => Promise<void>;
}

export interface RedisServerOptions {
  /** Whether a write is on the disk before it is acknowledged. */
  readonly durable?: boolean;
  /** More of its settings: `["--requirepass", "…"]`. */
  readonly args?: readonly string[];
  /** What it prints when it is ready. */
  readonly ready?: RegExp;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts one, and resolves once it takes connections. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-redis-"));
  // Between the look for a free port and its use somebody else may take it.
  for (let tries = 0; ; tries++) {
    const port = await freePort();
    try {
      return await startOn(port, folder, options);
    } catch (error) {
      if (tries === 4) throw error;
    }
  }
}

async function startOn(
  port: number,
  folder: string,
  { durable = false, args = [], ready = /Ready to accept connections/ }: RedisServerOptions,
): Promise<RedisServer> {
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  if (durable) settings.push("--appendonly", "yes", "--appendfsync", "always");
  const start = (): Promise<ChildProcess> => spawnUntil(ready, [...settings, ...args]);
  let child = await start();
  const stopBy = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill(signal);
    await ended;
  };
  const kill = (): Promise<void> => stopBy("SIGKILL");
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    end: () => stopBy("SIGTERM"),
    async restart() {
      child = await start();
    },
    signal: (signal) => void child.kill(signal),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the program, and resolves once it has printed what it prints when it is ready. */
export async function spawnUntil(pattern: RegExp, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (pattern.test(output)) resolve();
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      running.delete(child);
      reject(new Error(`${program} ended with ${String(code)}:\n${output}`));
    });
  });
  return child;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
