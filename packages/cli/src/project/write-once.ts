import { open } from "node:fs/promises";
import { CliError } from "../error.js";

/** Writes a file that must not exist yet. */
export async function writeOnce(file: string, text: string, mode: number): Promise<void> {
  try {
    const handle = await open(file, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") throw fileExists(file);
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String(code)}).`, { cause });
  }
}

/** The error for a file that would be overwritten. */
export function fileExists(file: string): CliError {
  return new CliError("ERR_SETUP", `${file} exists and is not overwritten. Choose another name.`);
}
