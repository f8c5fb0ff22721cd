import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { codeOf } from "./file-error.js";

/**
 * Makes a folder that only its owner can get into, and keeps git out of it. A folder that is there already is treated so only if it is called `.ck`,
 * and so is ours: another one may have been shared on purpose.
 */
export async function ensureOwnerFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  const isOurs = made !== undefined || path.basename(path.resolve(folder)) === ".ck";
  if (!isOurs) return;
  if (process.platform !== "win32") await close(folder);
  // Not only when it was made: whoever made it may have been killed right after.
  await ignoreInGit(folder);
}

async function close(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** What is encrypted under a passphrase does not belong into a repository, and a key file still less. */
async function ignoreInGit(folder: string): Promise<void> {
  try {
    await writeFile(path.join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
