import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** The playground, built into a folder of its own and served as any static server would. */
export interface BuiltPlayground {
  /** Its files: `assets/index.js`. */
  readonly files: readonly string[];
  readonly read: (file: string) => Buffer;
  readonly url: string;
  readonly close: () => void;
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};
/** It works under any path. */
const BASE = "/some/where/";

export async function buildPlayground(): Promise<BuiltPlayground> {
  const outDir = mkdtempSync(path.join(tmpdir(), "ck-playground-"));
  await build({
    configFile: fileURLToPath(new URL("../vite.config.mjs", import.meta.url)),
    logLevel: "warn",
    mode: "production",
    build: { outDir, emptyOutDir: true },
  });
  const files = readdirSync(outDir, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => path.extname(file) !== "");
  const read = (file: string): Buffer => readFileSync(path.join(outDir, file));
  const server = createServer((req, res) => {
    const { pathname } = new URL(req.url ?? "/", "http://localhost");
    const file = pathname === BASE ? "index.html" : pathname.slice(BASE.length);
    if (!pathname.startsWith(BASE) || !files.includes(file)) return void res.writeHead(404).end();
    res.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain; charset=utf-8" });
    res.end(read(file));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    files,
    read,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`,
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(outDir, { recursive: true });
    },
  };
}
