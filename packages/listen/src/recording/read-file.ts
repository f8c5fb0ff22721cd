import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** More than any recording has: two bodies of 1 MB, as Base64, escaped. */
const MAX_BYTES = 32_000_000;
/** Makes `open` fail for a symbolic link, and not wait for a writer of a pipe. Windows has neither. */
const FLAGS =
  constants.O_RDONLY |
  ((constants as Partial<typeof constants>).O_NOFOLLOW ?? 0) |
  ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * Reads a file of a folder of recordings. A symbolic link is not followed: whoever planted it decides what would be read.
 *
 * @throws Error if it is not a file, is a link, or is too large
 */
export async function readOwnFile(file: string): Promise<string> {
  const handle = await open(file, FLAGS);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > MAX_BYTES) throw new Error("It is not a file of this folder.");
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
