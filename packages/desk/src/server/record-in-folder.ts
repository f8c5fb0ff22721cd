import { lstat, mkdir } from "node:fs/promises";
import path from "node:path";
import { saveExchange, saveTranscript } from "@ck/emulator";
import { HttpError } from "../http/http-error.js";
import type { Recordings } from "../http/recordings.js";

/** @param folder - created for its owner only, when the first file is written */
export function recordInFolder(folder: string, now: () => Date): Recordings {
  async function newFile(what: string, id: string): Promise<string> {
    await makeFolder(folder);
    const at = now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, "");
    return path.join(folder, `${at}-${what}-${id.replaceAll(/[^\w-]/g, "").slice(0, 8)}.json`);
  }
  return {
    async saveExchange(exchange) {
      const file = await newFile(exchange.todo, exchange.id);
      await saveExchange(file, exchange);
      return file;
    },
    async saveChat(transcript) {
      const file = await newFile("chat", transcript.chatId);
      await saveTranscript(file, transcript);
      return file;
    },
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Whoever planted a link decides where recordings go.
    if ((await lstat(folder)).isSymbolicLink()) throw new Error("It is a symbolic link.");
  } catch (cause) {
    const message = `The folder ${folder} cannot be created. Is there a file or a link with this name?`;
    throw new HttpError(409, "ERR_RECORDING", message, { cause });
  }
}
