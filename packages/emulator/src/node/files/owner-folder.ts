import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { codeOf } from "./file-error.js";
import { refuseLink } from "./refuse-link.js";

/**
 * Creates a folder that only its owner can enter, and keeps it out of Git. An existing folder is treated this way only
 * if it is called `.ck`: any other may be shared on purpose.
 */
export async function ensureOwnerFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseLink(path.resolve(folder));
  const isOurs = made !== undefined || path.basename(path.resolve(folder)) === ".ck";
  if (!isOurs) return;
  if (process.platform !== "win32") await close(folder);
  // Also for an existing folder: the process that created it may have been killed right afterwards.
  await ignoreInGit(folder);
}

async function close(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** An encrypted vault does not belong in a repository, and a key file even less. */
async function ignoreInGit(folder: string): Promise<void> {
  try {
    await writeFile(path.join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
