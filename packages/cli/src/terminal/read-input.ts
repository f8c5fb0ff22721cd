import { readFile } from "node:fs/promises";
import { CliError } from "../error.js";
import type { Terminal } from "./terminal.js";

/** The most that is read from a file or from standard input, in bytes. */
const MAX_BYTES = 20_000_000;

/**
 * Reads the exact bytes of a file, or of standard input for `-`.
 *
 * @throws {@link CliError} `ERR_SETUP`: it cannot be read, or is too large
 */
export async function readInput(file: string, terminal: Terminal): Promise<Uint8Array> {
  const bytes = file === "-" ? await readAll(terminal.stdin) : await readBytes(file);
  if (bytes.byteLength <= MAX_BYTES) return bytes;
  throw new CliError("ERR_SETUP", `${nameOf(file)} is larger than ${MAX_BYTES} bytes. Is it the right file?`);
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
    if (size > MAX_BYTES) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function nameOf(file: string): string {
  return file === "-" ? "Standard input" : file;
}
