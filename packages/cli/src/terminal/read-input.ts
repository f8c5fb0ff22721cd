import { readFile } from "node:fs/promises";
import { CliError } from "../error.js";
import type { Terminal } from "./terminal.js";

/** The most that is read of a file or of the standard input, in bytes. */
const MOST = 20_000_000;

/**
 * The exact bytes of a file, or of the standard input for `-`.
 *
 * @throws CliError `ERR_SETUP`
 */
export async function readInput(file: string, terminal: Terminal): Promise<Uint8Array> {
  const bytes = file === "-" ? await readAll(terminal.stdin) : await readBytes(file);
  if (bytes.byteLength <= MOST) return bytes;
  throw new CliError("ERR_SETUP", `${nameOf(file)} has more than ${MOST} bytes. Is it the right one?`);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read (${String(code)}).`;
    throw new CliError("ERR_SETUP", what, { cause });
  }
}

async function readAll(stream: NodeJS.ReadStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer);
    chunks.push(bytes);
    size += bytes.byteLength;
    if (size > MOST) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function nameOf(file: string): string {
  return file === "-" ? "The standard input" : file;
}
