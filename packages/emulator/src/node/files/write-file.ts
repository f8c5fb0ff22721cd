import { randomBytes } from "node:crypto";
import { fsync } from "node:fs";
import { link, open, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { codeOf } from "./file-error.js";

/** For the owner only. */
const MODE = 0o600;

/** Options of {@link replaceFile}. */
export interface ReplaceOptions {
  /** Called when everything is written and nothing is visible yet. If it throws, nothing changes. */
  readonly beforeCommit?: () => Promise<void>;
}

/**
 * Replaces a file in one step: a reader sees the old text or the new one, also after a power failure.
 */
export async function replaceFile(file: string, text: string, { beforeCommit }: ReplaceOptions = {}): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await writeThrough(temporary, text);
    await beforeCommit?.();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/**
 * Creates a file that is complete from its first moment.
 *
 * @returns `false` if the file already exists; it stays as it is
 */
export async function createExclusively(
  file: string,
  text: string,
  { durable = true }: { readonly durable?: boolean } = {},
): Promise<boolean> {
  const temporary = temporaryName(file);
  try {
    await (durable ? writeThrough(temporary, text) : writeFile(temporary, text, { flag: "wx", mode: MODE }));
    await linkOrWrite(temporary, file, text);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  if (durable) await syncFolder(path.dirname(file));
  return true;
}

/** Makes a rename or a new name in a folder survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await sync(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Windows cannot open a folder, and some file systems cannot sync one.
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(codeOf(error) ?? "")) throw error;
  }
}

/** In the same folder, since a rename cannot leave the file system. */
function temporaryName(file: string): string {
  return `${file}.${randomBytes(6).toString("hex")}.tmp`;
}

async function writeThrough(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", MODE);
  try {
    await handle.writeFile(text);
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/** By its descriptor: `sync` of the file handles of Yarn's Plug'n'Play throws "Method not implemented". */
function sync({ fd }: FileHandle): Promise<void> {
  return promisify(fsync)(fd);
}

async function linkOrWrite(temporary: string, file: string, text: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    // FAT and some network file systems have no links. There the file is incomplete for a moment.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error) ?? "")) throw error;
    await writeFile(file, text, { flag: "wx", mode: MODE });
  }
}
