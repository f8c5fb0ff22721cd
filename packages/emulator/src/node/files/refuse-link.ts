import { constants, type Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { EmulatorError } from "../../error.js";
import { codeOf } from "./file-error.js";

/** A flag for `open` that makes it fail for a symbolic link. Windows has none, and few links. */
export const NO_FOLLOW: number = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

/**
 * Refuses a symbolic link: whoever planted it decides where keys are written and whose permissions are changed.
 *
 * @throws EmulatorError `ERR_VAULT_LINK`
 */
export async function refuseLink(path: string): Promise<void> {
  const stats = await lstat(path).catch((error: unknown): Stats | undefined => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  });
  if (stats?.isSymbolicLink() === true) throw linkError(path);
}

/** The error for a path that is a symbolic link. */
export function linkError(path: string): EmulatorError {
  return new EmulatorError(
    "ERR_VAULT_LINK",
    `${path} is a symbolic link, and a vault follows none. Replace it with a real file or folder, or open the folder that it points to.`,
  );
}
