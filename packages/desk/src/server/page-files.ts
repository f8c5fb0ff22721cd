import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".md": "text/plain; charset=utf-8",
};

/**
 * Reads the built page into memory. Only what is in the map is served, so no path can leave the folder.
 *
 * @returns the path in the URL → the file; empty if the page is not built
 */
export async function readPage(folder: string = pageFolder()): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  if (!existsSync(folder)) return files;
  const names = await readdir(folder, { recursive: true });
  for (const name of names) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    const file = { type, bytes: Uint8Array.from(await readFile(path.join(folder, name))) };
    files.set(`/${name.split(path.sep).join("/")}`, file);
  }
  const index = files.get("/index.html");
  if (index) files.set("/", index);
  return files;
}

/** Beside the built code; for the sources, where the build puts it. */
function pageFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const built = path.join(here, "page");
  return existsSync(path.join(built, "index.html")) ? built : path.join(here, "../../dist/page");
}
