import { SIGNATURE_HEADER, TODOS, type Todo } from "@ck/protocol";
import { bytesOf, textOf } from "../delivery/body.js";
import { randomUUID } from "node:crypto";
import type { Exchange, Limits } from "../delivery/exchange.js";
import { readLimits, readUrl } from "../delivery/limits.js";
import { post } from "../delivery/post.js";
import type { Sign } from "../emulated-bot.js";
import { isRecord, type OpenRecord } from "../record.js";
import { EmulatorError } from "../error.js";

/** How {@link resend} sends. */
export interface ResendOptions {
  /** Signs the bytes anew. Default: the signature goes as it was recorded. */
  readonly sign?: Sign | undefined;
  /** Changes the request: gets the JSON, and returns JSON, or the bytes or the text to send as they are. */
  readonly edit?: ((request: OpenRecord) => unknown) | undefined;
  /** Where to. Default: the recorded URL. */
  readonly url?: string | undefined;
  /** Default: those of contract §4. */
  readonly limits?: Partial<Limits> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
}

/**
 * Sends a recorded request again: the same bytes with the same signature unless told otherwise. Edited and not signed anew, it has the old signature,
 * which a server has to refuse.
 *
 * @throws EmulatorError `ERR_INVALID_OPTION`; `ERR_RECORDING` where the body is to be edited and is no JSON object; and what `sign` or `edit` throw
 * @example
 * ```ts
 * import { resend, type Exchange, type Sign } from "@ck/emulator";
 *
 * async function forMoreDays(recorded: Exchange, sign: Sign): Promise<Exchange> {
 *   return resend(recorded, { sign, edit: (request) => ({ ...request, params: { days: 30 } }) });
 * }
 * ```
 */
export async function resend(exchange: Exchange, options: ResendOptions = {}): Promise<Exchange> {
  const { sign, edit, url = exchange.request.url, limits, now = () => new Date() } = options;
  const { environment, request } = exchange;
  const recorded = bytesOf(request.body);
  const body = edit === undefined ? recorded : toBytes(edit(readJson(exchange)));
  const signatures =
    sign === undefined
      ? request.headers.flatMap(([name, value]) => (isSignature(name) ? [value] : []))
      : [await sign(body, environment)];
  return post({
    url: readUrl(url),
    body,
    signatures,
    todo: edit === undefined ? exchange.todo : (todoIn(body) ?? exchange.todo),
    environment,
    limits: readLimits(limits),
    now,
    newId: randomUUID,
  });
}

function isSignature(name: string): boolean {
  return name.toLowerCase() === SIGNATURE_HEADER.toLowerCase();
}

function readJson(exchange: Exchange): OpenRecord {
  const value = parse(textOf(exchange.request.body));
  if (isRecord(value)) return value;
  throw new EmulatorError("ERR_RECORDING", "The recorded body is no JSON object, so it cannot be edited as one.");
}

function toBytes(edited: unknown): Uint8Array {
  if (edited instanceof Uint8Array) return edited;
  const text = typeof edited === "string" ? edited : JSON.stringify(edited);
  if (typeof text === "string") return new TextEncoder().encode(text);
  throw new EmulatorError("ERR_INVALID_OPTION", "edit must return the request: an object, a text or bytes.");
}

/** What is answered decides what the platform takes for an answer. */
function todoIn(body: Uint8Array): Todo | undefined {
  const value = parse(new TextDecoder().decode(body));
  return TODOS.find((todo) => isRecord(value) && value["todo"] === todo);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
