import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The site, built into a folder of its own and served as any static server would. */
export interface BuiltSite {
  /** Its files: `api/bot.html`. */
  readonly files: readonly string[];
  readonly read: (file: string) => string;
  readonly url: string;
  readonly close: () => void;
}

const app = fileURLToPath(new URL("..", import.meta.url));

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".png": "image/png",
  ".webp": "image/webp",
};

export async function buildSite(): Promise<BuiltSite> {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-docs-"));
  // As on one's own machine: without vitest's settings, and without a repository on the web.
  const env = {
    ...process.env,
    NODE_ENV: undefined,
    VITEST: undefined,
    GITHUB_REPOSITORY: undefined,
    CK_DOCS_BASE: undefined,
  };
  const vitepress = path.join(app, "node_modules/vitepress/bin/vitepress.js");
  await promisify(execFile)(process.execPath, [vitepress, "build", app, "--outDir", folder], {
    env,
  });
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  const server = createServer((req, res) => {
    const { pathname } = new URL(req.url ?? "/", "http://localhost");
    const file = decodeURIComponent(pathname.slice(1)) || "index.html";
    if (!files.includes(file)) return void res.writeHead(404).end();
    res.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain; charset=utf-8" });
    res.end(readFileSync(path.join(folder, file)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    files,
    read: (file) => readFileSync(path.join(folder, file), "utf8"),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}
