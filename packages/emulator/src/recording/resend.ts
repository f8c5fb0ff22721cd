import { checkOptions } from "../check-options.js";
import { SIGNATURE_HEADER, TODOS, type Todo } from "@ck/protocol";
import { bytesOf, textOf } from "../delivery/body.js";
import type { Exchange, Limits } from "../delivery/exchange.js";
import { readLimits, readUrl } from "../delivery/limits.js";
import { post } from "../delivery/post.js";
import type { Send } from "../delivery/send.js";
import type { Sign } from "../emulated-bot.js";
import { EmulatorError } from "../error.js";
import { isRecord, type OpenRecord } from "../record.js";
import { parseJson } from "./parse-json.js";
import { serializeEdited } from "./serialize-edited.js";

/** Options of `resend`. */
export interface ResendOptions {
  /** Signs the bytes again. Default: the recorded signature is sent. */
  readonly sign?: Sign | undefined;
  /**
   * Changes the request: it gets the parsed body, and returns an object, or the text or the bytes to send as they are.
   * What an object leaves unchanged is sent as it was recorded, also an integer that JavaScript rounds. A `bigint` is
   * sent as its digits. A text is sent instead of what was recorded, whatever that is.
   */
  readonly edit?: ((request: OpenRecord) => unknown) | string | undefined;
  /** The address to send to. Default: the recorded URL. */
  readonly url?: string | undefined;
  /** Default: those of the platform, 5000 ms and 100,000 bytes. */
  readonly limits?: Partial<Limits> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
}

const OPTIONS = {
  sign: true,
  edit: true,
  url: true,
  limits: true,
  now: true,
} satisfies Record<keyof ResendOptions, true>;

/**
 * Sends a recorded request again with `send`.
 *
 * @param send - sends bytes, and gives what came back
 * @param exchange - what was recorded
 * @param options - who signs it anew, a change, another address
 * @returns the new exchange
 * @example
 * ```ts
 * import { resendWith, type Exchange, type Send } from "@ck/emulator/core";
 *
 * const toStaging = (send: Send, exchange: Exchange): Promise<Exchange> =>
 *   resendWith(send, exchange, { url: "https://staging.example/convokraft" });
 * ```
 */
export async function resendWith(send: Send, exchange: Exchange, options: ResendOptions = {}): Promise<Exchange> {
  checkOptions(options, OPTIONS, "resend");
  const { sign, edit, url = exchange.request.url, limits, now = () => new Date() } = options;
  const { environment, request } = exchange;
  const recorded = bytesOf(request.body);
  const body =
    edit === undefined
      ? recorded
      : toBytes(typeof edit === "function" ? edit(readJson(exchange)) : edit, textOf(request.body));
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
    newId: () => crypto.randomUUID(),
    send,
  });
}

function isSignature(name: string): boolean {
  return name.toLowerCase() === SIGNATURE_HEADER.toLowerCase();
}

function readJson(exchange: Exchange): OpenRecord {
  const value = parseJson(textOf(exchange.request.body));
  if (isRecord(value)) return value;
  throw new EmulatorError("ERR_RECORDING", "The recorded body is not a JSON object, so it cannot be edited as one.");
}

function toBytes(edited: unknown, recorded: string): Uint8Array {
  if (edited instanceof Uint8Array) return edited;
  const text = typeof edited === "string" ? edited : serializeEdited(edited, recorded);
  if (typeof text === "string") return new TextEncoder().encode(text);
  throw new EmulatorError("ERR_INVALID_OPTION", "edit must return the request: an object, a string or bytes.");
}

/** The request's todo decides which answers the platform accepts. */
function todoIn(body: Uint8Array): Todo | undefined {
  const value = parseJson(new TextDecoder().decode(body));
  return TODOS.find((todo) => isRecord(value) && value["todo"] === todo);
}
