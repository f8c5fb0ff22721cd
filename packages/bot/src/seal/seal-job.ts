import { BotError } from "../error.js";
import type { Sealer } from "./seal.js";

const PREFIX = "sealed:";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Seals the data of a job, which stays text. The job's id is authenticated with it. */
export async function sealJob(sealer: Sealer | undefined, id: string, data: string): Promise<string> {
  if (sealer === undefined) return data;
  return `${PREFIX}${id}:${toBase64(await sealer.seal(encoder.encode(data), identityOf(id)))}`;
}

/**
 * Opens the data of a job. Without a sealer, it is returned as it is.
 *
 * @throws {@link BotError} `ERR_SEAL`: it is not sealed, or cannot be opened; `ERR_WORKER_OUTDATED`: it was sealed with a
 * newer secret
 */
export async function openJob(sealer: Sealer | undefined, data: string): Promise<string> {
  const [, id, base64] = /^sealed:([\w-]{1,100}):([A-Za-z0-9+/=]+)$/.exec(data) ?? [];
  if (sealer === undefined) {
    if (id === undefined) return data;
    throw new BotError(
      "ERR_WORKER_OUTDATED",
      "A job is sealed, and this worker has no secret. Give it the secret of the web processes.",
    );
  }
  if (id === undefined || base64 === undefined) {
    throw new BotError(
      "ERR_SEAL",
      "A job is not sealed, although the worker has a secret. It was not run. Give the web processes the same secret, and check who can write to the queue.",
    );
  }
  return decoder.decode(await sealer.open(fromBase64(base64), identityOf(id)));
}

/** The format in which a job was sealed; `undefined` if it is not sealed. */
export function sealFormatOf(data: string): number | undefined {
  // Four characters of base64 are three bytes, the first of which is the format.
  const [, first] = /^sealed:[\w-]{1,100}:([A-Za-z0-9+/]{4})/.exec(data) ?? [];
  return first === undefined ? undefined : atob(first).charCodeAt(0);
}

function identityOf(id: string): string {
  return `job:${id}`;
}

/** In pieces: a function takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.byteLength; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

function fromBase64(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new BotError("ERR_SEAL", "A sealed job is not base64. It was not run.", { cause });
  }
}
