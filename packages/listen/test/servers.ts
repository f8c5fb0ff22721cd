import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { listen, type Listening, type ListenOptions } from "../src/index.js";

/** Serves until the test ends. Returns the origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Listens until the test ends. */
export async function listenTo(forward: string, options: Partial<ListenOptions> = {}): Promise<Listening> {
  const listening = await listen({ forward, ...options });
  onTestFinished(() => listening.close());
  return listening;
}

/** Sends raw bytes, and returns all that comes back until the other side ends. */
export async function talk(port: number, bytes: string | Uint8Array): Promise<Buffer> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.end(bytes);
  await once(socket, "end");
  return Buffer.concat(chunks);
}

/** An empty folder, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-listen-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "recordings");
}
