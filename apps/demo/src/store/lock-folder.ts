import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { SetupError } from "../program/setup-error.js";

/**
 * Claims a folder for this process, and gives the function that frees it.
 * @throws SetupError if another living process has claimed it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, "process-id");
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    if (isAnotherAlive(owner)) {
      throw new SetupError(
        `${folder} is in use by process ${owner}. Stop that one, or set DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL server. (If process ${owner} is another program, delete ${file}.)`,
      );
    }
    // A killed process left it behind.
    await rm(file, { force: true });
  }
}

/** Our own id does not count: in a container every start has the same one. */
function isAnotherAlive(id: number): boolean {
  if (!Number.isInteger(id) || id <= 0 || id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
