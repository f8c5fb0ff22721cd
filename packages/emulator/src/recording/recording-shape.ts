import { ENVIRONMENTS, TODOS } from "@ck/protocol";
import type { Transcript } from "../chat/transcript.js";
import type { Exchange } from "../delivery/exchange.js";
import { FAULTS } from "../delivery/fault.js";
import { isRecord } from "../record.js";

/**
 * Tells whether a value from a file has everything that is read from an exchange.
 *
 * @example
 * ```ts
 * import { isExchange } from "@ck/emulator";
 *
 * isExchange({ todo: "welcome" }); // → false
 * ```
 */
export function isExchange(value: unknown): value is Exchange {
  if (!isRecord(value)) return false;
  const { id, at, todo, environment, fault, request, response, timings, bytes, verdict } = value;
  return (
    areTexts(id, at) &&
    isOneOf(TODOS, todo) &&
    isOneOf(ENVIRONMENTS, environment) &&
    (fault === undefined || isOneOf(FAULTS, fault)) &&
    isRequest(request) &&
    (response === undefined || isResponse(response)) &&
    isRecord(timings) &&
    isRecord(bytes) &&
    isRecord(verdict) &&
    areTexts(verdict["outcome"], verdict["message"])
  );
}

/** Tells whether a value from a file has everything that is read from a transcript. */
export function isTranscript(value: unknown): value is Transcript {
  if (!isRecord(value)) return false;
  const { chatId, bot, page, environment, clientData, visitor = {}, turns } = value;
  return (
    areTexts(chatId, bot, page) &&
    isOneOf(ENVIRONMENTS, environment) &&
    isRecord(clientData) &&
    isRecord(visitor) &&
    isListOf(turns, isTurn)
  );
}

function isTurn(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { input, messages, exchanges, remarks } = value;
  return (
    isInput(input) &&
    isListOf(messages, isMessage) &&
    isListOf(exchanges, isExchange) &&
    isListOf(remarks, (remark) => areTexts(remark))
  );
}

function isMessage(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { buttons, followups } = value;
  return (
    isListOf(buttons, (each) => isRecord(each) && areTexts(each["id"], each["label"], each["offer"])) &&
    isListOf(followups, (each) => isRecord(each) && areTexts(each["text"]))
  );
}

function isInput(value: unknown): boolean {
  if (!isRecord(value)) return false;
  switch (value["type"]) {
    case "open":
    case "skip":
    case "close":
      return true;
    case "say":
      return areTexts(value["text"]);
    case "choose":
      return isListOf(value["ids"], (id) => areTexts(id));
    case "follow":
      return Number.isSafeInteger(value["index"]);
    case "click": {
      const { id, offer = "", picked = [], data = {} } = value;
      return areTexts(id, offer) && isListOf(picked, (each) => areTexts(each)) && isRecord(data);
    }
    default:
      return false;
  }
}

function isRequest(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { url, headers, signature, body } = value;
  return areTexts(url, signature ?? "") && isListOf(headers, isHeader) && isBody(body);
}

function isResponse(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return typeof value["status"] === "number" && isListOf(value["headers"], isHeader) && isBody(value["body"]);
}

function isBody(value: unknown): boolean {
  return isRecord(value) && isOneOf(["utf8", "base64"], value["encoding"]) && areTexts(value["content"]);
}

function isHeader(value: unknown): boolean {
  return isListOf(value, (part) => areTexts(part)) && value.length === 2;
}

function isListOf(value: unknown, isEntry: (entry: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.every(isEntry);
}

function isOneOf(choices: readonly string[], value: unknown): boolean {
  return typeof value === "string" && choices.includes(value);
}

function areTexts(...values: unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}
