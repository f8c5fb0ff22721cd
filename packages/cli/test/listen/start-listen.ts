import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { ownEnvironment } from "../ck-process.js";

/** A running `ck listen`. */
export interface RunningListen {
  readonly port: number;
  /** The address of the page, with `--ui`. */
  readonly page: string | undefined;
  readonly process: ChildProcess;
  /** Waits until so many exchanges are recorded. */
  readonly recorded: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts `ck listen` as a process; `shell` may set limits first. */
export async function startListen(
  program: string,
  cwd: string,
  args: readonly string[],
  shell = "",
): Promise<RunningListen> {
  const command = `${shell}exec "$0" "$@"`;
  const all = [process.execPath, program, "listen", "--port", "0", "--json", ...args];
  const child = spawn("sh", ["-c", command, ...all], {
    cwd,
    env: ownEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let count = 0;
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let started: (listening: { port: number; page?: string }) => void;
  const listening = new Promise<{ port: number; page?: string }>((resolve) => (started = resolve));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as { readonly type: string; readonly port: number; readonly page?: string };
    if (event.type === "listening") started(event);
    if (event.type === "exchange") count += 1;
    for (const each of waiting) if (count >= each.count) each.resolve();
  });
  const { port, page } = await listening;
  return {
    port,
    page,
    process: child,
    recorded: (wanted) =>
      new Promise((resolve) => {
        waiting.push({ count: wanted, resolve });
        if (count >= wanted) resolve();
      }),
    async stop() {
      const closed = once(child, "close");
      child.kill("SIGINT");
      await closed;
    },
  };
}

/** Digests of the bytes of each connection, in both directions. */
export interface Digests {
  readonly requests: string[];
  readonly responses: string[];
}

/** Forwards connections to a server, and keeps a digest of what went through each. */
export async function startFront(
  target: string,
): Promise<{ readonly url: string; readonly digests: Digests; readonly bytes: Buffer[] }> {
  const digests: Digests = { requests: [], responses: [] };
  const bytes: Buffer[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    hash(client, digests.requests, bytes);
    hash(upstream, digests.responses);
    client.pipe(upstream).on("error", () => undefined);
    upstream.pipe(client).on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/convokraft`, digests, bytes };
}

/** Adds the digest of all that a socket receives, once it has ended. */
export function hash(socket: Socket, into: string[], bytes: Buffer[] = []): void {
  const digest = createHash("sha256");
  socket.on("data", (chunk: Buffer) => {
    digest.update(chunk);
    bytes.push(chunk);
  });
  socket.on("error", () => undefined);
  socket.once("end", () => into.push(digest.digest("hex")));
}
