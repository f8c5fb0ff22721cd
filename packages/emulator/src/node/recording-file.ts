import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Transcript } from "../chat/transcript.js";
import type { Exchange } from "../delivery/exchange.js";
import { EmulatorError } from "../error.js";
import { codeOf } from "./files/file-error.js";
import { isExchange, isTranscript } from "../recording/recording-shape.js";

/** The version of the file format. */
const VERSION = 1;

/**
 * Saves an exchange, to look at it, edit it and send it again. Bytes are kept exactly: as text if they are UTF-8,
 * otherwise as Base64. The file belongs to its owner only, since it holds what visitors said.
 *
 * @throws {@link EmulatorError} `ERR_RECORDING`: the file cannot be written
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
 * @throws {@link EmulatorError} `ERR_RECORDING`: the file cannot be read, is not a recording, or is of a later version
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
 * Saves the transcript of a chat, to run it again with {@link replay}.
 *
 * @throws {@link EmulatorError} `ERR_RECORDING`: the file cannot be written
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
 * @throws {@link EmulatorError} `ERR_RECORDING`: as {@link loadExchange}
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
    await writeFile(temporary, `${toText(recording)}\n`, { mode: 0o600 });
    // A reader sees the old file or the new one, never half of one.
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw refused(file, "written", cause);
  }
}

/** Beyond these, a recording is not indented: each level would add blanks to every line in it. */
const MAX_INDENTED_DEPTH = 50;
const MAX_INDENTED_LENGTH = 2_000_000;

/** For people to read and edit, in as many bytes as a reader can take. */
function toText(recording: object): string {
  const text = JSON.stringify(recording);
  return text.length > MAX_INDENTED_LENGTH || depthOf(text) > MAX_INDENTED_DEPTH
    ? text
    : JSON.stringify(recording, undefined, 2);
}

function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
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
      `${file} has version ${version}; this package reads version ${VERSION}. Update @ck/emulator.`,
    );
  }
  const recorded = recording[kind];
  if (recording["kind"] === kind && version === VERSION && isRecorded(recorded)) return recorded;
  throw new EmulatorError("ERR_RECORDING", `${file} is not a recorded ${kind}. Record it again.`);
}

function refused(file: string, what: "written" | "read", cause: unknown): EmulatorError {
  const code = codeOf(cause);
  const message =
    code === "ENOENT" && what === "read"
      ? `There is no file ${file}.`
      : `The recording ${file} cannot be ${what} (${code ?? "unknown"}). See the cause.`;
  return new EmulatorError("ERR_RECORDING", message, { cause });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
