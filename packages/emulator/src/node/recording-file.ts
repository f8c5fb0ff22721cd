import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Transcript } from "../chat/transcript.js";
import type { Exchange } from "../delivery/exchange.js";
import { EmulatorError } from "../error.js";
import { codeOf } from "./files/file-error.js";
import { isExchange, isTranscript } from "../recording/shape.js";

/** The version of the files. One that is written differently gets the next number. */
const VERSION = 1;

/**
 * Writes an exchange to a file, so that it can be looked at, edited and sent again. Bytes are kept exactly: as text where they are UTF-8, else as
 * Base64. The file is the owner's alone, for it holds what visitors said.
 *
 * @throws EmulatorError `ERR_RECORDING` where the file system refuses
 * @example
 * ```ts
 * import { saveExchange, type Chat } from "@ck/emulator";
 *
 * async function saveLast(chat: Chat): Promise<void> {
 *   const exchange = chat.transcript.turns.at(-1)?.exchanges.at(-1);
 *   if (exchange) await saveExchange("failed.json", exchange);
 * }
 * ```
 */
export async function saveExchange(file: string, exchange: Exchange): Promise<void> {
  await save(file, { kind: "exchange", version: VERSION, exchange });
}

/**
 * Reads an exchange that {@link saveExchange} wrote, edited by hand or not.
 *
 * @throws EmulatorError `ERR_RECORDING`: it cannot be read, is no recording, or was written by a later version of this package
 * @example
 * ```ts
 * import { loadExchange, resend } from "@ck/emulator";
 *
 * async function sendAgain(file: string): Promise<string> {
 *   const { verdict } = await resend(await loadExchange(file));
 *   return verdict.message;
 * }
 * ```
 */
export async function loadExchange(file: string): Promise<Exchange> {
  return load(file, "exchange", isExchange);
}

/**
 * Writes the transcript of a chat to a file, to go through it again with {@link replay}.
 *
 * @throws EmulatorError `ERR_RECORDING` where the file system refuses
 * @example
 * ```ts
 * import { saveTranscript, type Chat } from "@ck/emulator";
 *
 * const save = (chat: Chat): Promise<void> => saveTranscript("apply-for-leave.json", chat.transcript);
 * ```
 */
export async function saveTranscript(file: string, transcript: Transcript): Promise<void> {
  await save(file, { kind: "transcript", version: VERSION, transcript });
}

/**
 * Reads a transcript that {@link saveTranscript} wrote.
 *
 * @throws EmulatorError `ERR_RECORDING`, as {@link loadExchange}
 * @example
 * ```ts
 * import { loadTranscript } from "@ck/emulator";
 *
 * const countTurns = async (file: string): Promise<number> => (await loadTranscript(file)).turns.length;
 * ```
 */
export async function loadTranscript(file: string): Promise<Transcript> {
  return load(file, "transcript", isTranscript);
}

async function save(file: string, recording: object): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(recording, undefined, 2)}\n`, { mode: 0o600 });
    // Whoever reads meanwhile sees the old file or the new one, never half of one.
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw refused(file, "written", cause);
  }
}

async function load<T>(
  file: string,
  kind: "exchange" | "transcript",
  isRecorded: (value: unknown) => value is T,
): Promise<T> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw refused(file, "read", cause);
  });
  const recording = parse(text);
  const version = recording["version"];
  if (recording["kind"] === kind && typeof version === "number" && version > VERSION) {
    throw new EmulatorError(
      "ERR_RECORDING",
      `${file} has version ${version}, and this package reads ${VERSION}. Update @ck/emulator.`,
    );
  }
  const recorded = recording[kind];
  if (recording["kind"] === kind && version === VERSION && isRecorded(recorded)) return recorded;
  throw new EmulatorError("ERR_RECORDING", `${file} is no recorded ${kind}. Record it again.`);
}

function refused(file: string, what: "written" | "read", cause: unknown): EmulatorError {
  const code = codeOf(cause);
  const words =
    code === "ENOENT" && what === "read"
      ? `There is no file ${file}.`
      : `The recording ${file} cannot be ${what} (${code ?? "unknown"}). See the cause.`;
  return new EmulatorError("ERR_RECORDING", words, { cause });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
