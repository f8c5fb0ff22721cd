import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { ListenError } from "../error.js";

/** How much a folder of recordings may hold. The oldest recordings are removed. */
export interface FolderLimits {
  /** Default 10,000. */
  readonly maxFiles?: number | undefined;
  /** In bytes. Default 500,000,000. */
  readonly maxBytes?: number | undefined;
  /** In days. Default 30. */
  readonly maxAgeDays?: number | undefined;
}

/** A bounded folder of recordings, which belongs to its owner only. */
export interface RecordingFolder {
  readonly path: string;
  /** Writes a recording: after it, the folder holds the whole file or nothing of it. */
  readonly write: (at: string, text: string) => Promise<string>;
}

/** The names of recordings: nothing else is ever removed. */
const NAME = /^(\d{8}T\d{9}Z)-exchange-[\da-f]{8}\.json$/;
const TEMPORARY = /^(?:\d{8}T\d{9}Z-exchange-[\da-f]{8}\.json|redaction\.key\.[\da-f]{12})\.tmp$/;
const DAY_MS = 86_400_000;

/**
 * Opens a folder of recordings, and creates it if need be.
 *
 * @throws {@link ListenError} `ERR_FOLDER`: it is a symbolic link, or cannot be created, read or closed to others
 */
export async function openFolder(folder: string, limits: FolderLimits = {}): Promise<RecordingFolder> {
  const { maxFiles = 10_000, maxBytes = 500_000_000, maxAgeDays = 30 } = limits;
  const files = await prepare(folder);
  let total = files.reduce((sum, { size }) => sum + size, 0);

  async function prune(): Promise<void> {
    const oldest = Date.now() - maxAgeDays * DAY_MS;
    for (let [first] = files; first !== undefined; [first] = files) {
      const isOver = files.length > maxFiles || total > maxBytes || first.time < oldest;
      if (!isOver) return;
      await rm(path.join(folder, first.name), { force: true });
      files.shift();
      total -= first.size;
    }
  }

  await prune();
  return {
    path: folder,
    async write(at, text) {
      const name = `${at.replaceAll(/[-:.]/g, "")}-exchange-${randomUUID().slice(0, 8)}.json`;
      const file = path.join(folder, name);
      try {
        await writeFile(`${file}.tmp`, text, { flag: "wx", mode: 0o600 });
        await rename(`${file}.tmp`, file);
      } catch (error) {
        await rm(`${file}.tmp`, { force: true }).catch(() => undefined);
        throw error;
      }
      const size = Buffer.byteLength(text);
      files.push({ name, size, time: timeOf(name) });
      total += size;
      await prune();
      return file;
    },
  };
}

interface RecordingFile {
  readonly name: string;
  readonly size: number;
  readonly time: number;
}

async function prepare(folder: string): Promise<RecordingFile[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const stats = await lstat(folder);
    if (stats.isSymbolicLink() || !stats.isDirectory())
      throw new ListenError("ERR_FOLDER", `${folder} must be a folder, and not a symbolic link.`);
    if (process.platform !== "win32" && (stats.mode & 0o077) !== 0)
      throw new ListenError("ERR_FOLDER", `Others can read ${folder}. Give another folder, or run chmod 700 on it.`);
    await writeFile(path.join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 0o600 }).catch(() => undefined);
    const files: RecordingFile[] = [];
    for (const name of (await readdir(folder)).toSorted()) {
      // What a killed process left behind.
      if (TEMPORARY.test(name)) await rm(path.join(folder, name), { force: true });
      if (NAME.test(name)) files.push({ name, size: (await lstat(path.join(folder, name))).size, time: timeOf(name) });
    }
    return files;
  } catch (cause) {
    if (cause instanceof ListenError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new ListenError("ERR_FOLDER", `The folder ${folder} cannot be used (${String(code)}).`, { cause });
  }
}

/**
 * Lists the recordings in a folder, the oldest first.
 *
 * @param folder - where a recorder writes
 * @returns the paths of the files
 * @throws {@link ListenError} `ERR_FOLDER`: the folder cannot be read
 * @example
 * ```ts
 * import { listRecordings } from "@ck/listen";
 *
 * const newest = async (folder: string): Promise<string | undefined> => (await listRecordings(folder)).at(-1);
 * ```
 */
export async function listRecordings(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && NAME.test(entry.name))
      .map(({ name }) => name)
      .toSorted()
      .map((name) => path.join(folder, name));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ListenError("ERR_FOLDER", `The folder ${folder} cannot be read (${String(code)}).`, { cause });
  }
}

function timeOf(name: string): number {
  const [, y, mo, d, h, mi, s, ms] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/.exec(name) ?? [];
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s), Number(ms));
}
