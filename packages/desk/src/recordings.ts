import { mkdir } from "node:fs/promises";
import path from "node:path";
import { HttpError } from "./http/http-error.js";

/** Where exchanges and chats are saved. */
export interface Recordings {
  /** Lets `write` write a file, and returns its path. */
  readonly save: (what: string, id: string, write: (file: string) => Promise<void>) => Promise<string>;
}

/** @param folder - created for its owner only, when the first file is written */
export function createRecordings(folder: string, now: () => Date): Recordings {
  return {
    async save(what, id, write) {
      await makeFolder(folder);
      const at = now()
        .toISOString()
        .replaceAll(/[-:]|\.\d+/g, "");
      const file = path.join(folder, `${at}-${what}-${id.replaceAll(/[^\w-]/g, "").slice(0, 8)}.json`);
      await write(file);
      return file;
    },
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new HttpError(
      409,
      "ERR_RECORDING",
      `The folder ${folder} cannot be created. Is there a file with this name?`,
      {
        cause,
      },
    );
  }
}
