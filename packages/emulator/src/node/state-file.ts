import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { checkOptions } from "../check-options.js";
import { codeOf, fileError } from "./files/file-error.js";
import { ensureOwnerFolder } from "./files/owner-folder.js";
import { linkError, NO_FOLLOW, refuseLink } from "./files/refuse-link.js";
import { replaceFile } from "./files/write-file.js";

/** Options of {@link openStateFile}. */
export interface StateFileOptions {
  /** A larger file is not read. Default 50,000,000. */
  readonly maxBytes?: number | undefined;
}

const OPTIONS = { maxBytes: true } satisfies Record<keyof StateFileOptions, true>;

/** A JSON file that belongs to its owner only. */
export interface StateFile {
  /**
   * Its content. `undefined` if there is none that can be used: no file, one that is too large or damaged, or one that
   * others may read or write.
   *
   * @throws {@link EmulatorError} `ERR_VAULT_LINK`: the file or its folder is a symbolic link; `ERR_VAULT_FILE`: the file system refused
   */
  readonly read: () => Promise<unknown>;
  /**
   * Replaces its content in one step.
   *
   * @throws {@link EmulatorError} `ERR_VAULT_LINK`, `ERR_VAULT_FILE`: as for `read`
   */
  readonly write: (value: unknown) => Promise<void>;
}

/**
 * Opens a JSON file for what a tool remembers from run to run. It is created for its owner only, in a folder that Git
 * ignores, and no symbolic link is followed.
 *
 * @param file - the path of the file, in a folder of its own such as `.ck`
 * @param options - `maxBytes`
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: an option is unknown
 * @example
 * ```ts
 * import { openStateFile } from "@ck/emulator";
 *
 * async function countRuns(): Promise<number> {
 *   const file = openStateFile(".ck/runs.json");
 *   const runs = Number((await file.read()) ?? 0) + 1;
 *   await file.write(runs);
 *   return runs;
 * }
 * ```
 */
export function openStateFile(file: string, options: StateFileOptions = {}): StateFile {
  checkOptions(options, OPTIONS, "openStateFile");
  const { maxBytes = 50_000_000 } = options;
  const folder = path.dirname(path.resolve(file));
  return {
    async read() {
      try {
        await refuseLink(folder);
        return await readPrivate(file, maxBytes);
      } catch (cause) {
        if (codeOf(cause) === "ENOENT") return undefined;
        // What `open` says of a link that it does not follow.
        if (codeOf(cause) === "ELOOP" || codeOf(cause) === "EMLINK") throw linkError(file);
        throw fileError("The file cannot be read", file, cause);
      }
    },
    async write(value) {
      try {
        await ensureOwnerFolder(folder);
        await refuseLink(file);
        await replaceFile(file, `${JSON.stringify(value)}\n`);
      } catch (cause) {
        throw fileError("The file cannot be written", file, cause);
      }
    },
  };
}

async function readPrivate(file: string, maxBytes: number): Promise<unknown> {
  // Windows has no such flag; and a FIFO must not make us wait.
  const handle = await open(
    file,
    constants.O_RDONLY | NO_FOLLOW | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0),
  );
  try {
    const stats = await handle.stat();
    const isPrivate = process.platform === "win32" || (stats.mode & 0o077) === 0;
    if (!stats.isFile() || !isPrivate || stats.size > maxBytes) return undefined;
    return parse(await handle.readFile("utf8"));
  } finally {
    await handle.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
