import type { HeaderLines } from "@ck/emulator";
import { ENVIRONMENTS, SIGNATURE_HEADER, TODOS } from "@ck/protocol";
import type { Message, Traffic } from "../traffic.js";
import { createPseudonyms, type Pseudonyms } from "./pseudonym.js";
import { rewriteJson, type JsonPath } from "./rewrite-json.js";

/** Replaces what may be personal in a message. */
export interface Redactor {
  /** Returns the same exchange with pseudonyms. Its signature does not fit any more, so it is left out. */
  readonly redact: (traffic: Traffic) => Traffic;
}

const CARD_TYPES = ["note", "title", "table", "image", "file", "vcard", "label", "list", "button", "calendar"];

/** Places where only words of the contract stand; any other word is replaced. */
const WORDS: readonly (readonly [path: string, words: readonly string[]])[] = [
  ["todo", TODOS],
  ["environment", ENVIRONMENTS],
  ["status", ["prompt", "execution", "handled"]],
  ["sessionData.medium", ["call", "chat"]],
  ["sessionData.client_host", ["mobile", "web"]],
  ["card.*.type", CARD_TYPES],
  ["welcome_response.card.*.type", CARD_TYPES],
];

/** Places where names of the bot's parts stand: what its author chose, and not a visitor. */
const NAMES: ReadonlySet<string> = new Set([
  "action",
  "action.namespace",
  "action.name",
  "bot",
  "bot.namespace",
  "button_id",
  "previousParam",
  "previousParam.name",
  "paramsToPrompt.*",
  "paramsToPrompt.*.name",
  "prompt.param_name",
  "prompt.buttons.*.id",
  "followup.suggestions.*.action.name",
  "followup.suggestions.*.action.params.*.name",
]);

/** A name in a program, and not what a person typed or a number that names a person. */
function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][\w-]{0,49}$/.test(text) && !/\d{3}/.test(text);
}

/** Headers that say how, and not who. */
const PUBLIC_HEADERS = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-type",
  "keep-alive",
  "transfer-encoding",
]);

/** What a redactor leaves as it is. */
export interface RedactOptions {
  /** The path of the webhook. */
  readonly webhookPath?: string;
  /** Texts of the bot itself, such as the options of its params. */
  readonly keep?: readonly string[];
}

/**
 * Creates a redactor whose pseudonyms depend on a key.
 *
 * @param key - a random key of at least 16 bytes
 * @param options - what stays as it is
 */
export function createRedactor(key: Uint8Array, { webhookPath = "/", keep = [] }: RedactOptions = {}): Redactor {
  const pseudonyms = keeping(new Set(keep), createPseudonyms(key));
  return {
    redact({ at, request, response, timings }) {
      return {
        at,
        timings,
        request: {
          ...request,
          target: redactTarget(request.target, webhookPath, pseudonyms),
          ...redactMessage(request, pseudonyms),
        },
        ...(response && { response: { ...response, ...redactMessage(response, pseudonyms) } }),
      };
    },
  };
}

function keeping(kept: ReadonlySet<string>, pseudonyms: Pseudonyms): Pseudonyms {
  return { ...pseudonyms, text: (text) => (kept.has(text) ? text : pseudonyms.text(text)) };
}

function redactMessage({ headers, body, truncated }: Message, pseudonyms: Pseudonyms): Message {
  const redacted = redactBody(body, pseudonyms);
  return { headers: redactHeaders(headers, redacted.byteLength, pseudonyms), body: redacted, truncated };
}

function redactBody(body: Uint8Array, pseudonyms: Pseudonyms): Uint8Array {
  if (body.byteLength === 0) return body;
  const json = redactJson(body, pseudonyms);
  const other = `redacted-${pseudonyms.name(Buffer.from(body).toString("latin1"))}`;
  return new TextEncoder().encode(json ?? other);
}

function redactJson(body: Uint8Array, pseudonyms: Pseudonyms): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return rewriteJson(text, {
      key(token) {
        const key = JSON.parse(token) as string;
        return isIdentifier(key) ? token : JSON.stringify(`key-${pseudonyms.name(key)}`);
      },
      scalar: (token, path) => redactScalar(token, path, pseudonyms),
    });
  } catch {
    return undefined;
  }
}

function redactScalar(token: string, path: JsonPath, pseudonyms: Pseudonyms): string {
  if (token === "true" || token === "false" || token === "null") return token;
  if (!token.startsWith('"')) return pseudonyms.number(token);
  const text = JSON.parse(token) as string;
  if (isPublic(text, path)) return token;
  return JSON.stringify(pseudonyms.text(text));
}

function isPublic(text: string, path: JsonPath): boolean {
  const place = path.join(".");
  const words = WORDS.find(([each]) => each === place)?.[1];
  return words?.includes(text) ?? (NAMES.has(place) && isIdentifier(text));
}

function redactHeaders(headers: HeaderLines, length: number, pseudonyms: Pseudonyms): HeaderLines {
  return headers.flatMap(([name, value]): [string, string][] => {
    const lower = name.toLowerCase();
    if (lower === SIGNATURE_HEADER.toLowerCase()) return [];
    const safe = /^[\w-]{1,60}$/.test(name) ? name : `x-${pseudonyms.name(name)}`;
    if (lower === "content-length") return [[safe, String(length)]];
    if (PUBLIC_HEADERS.has(lower) && /^[\w\s/*+.,;=-]{0,100}$/.test(value)) return [[safe, value]];
    // The program that sends, such as `Java/17.0.2`.
    if (lower === "user-agent" && /^[A-Za-z-]{1,30}\/[\d.]{1,15}$/.test(value)) return [[safe, value]];
    return [[safe, value === "" ? "" : `redacted-${pseudonyms.name(value)}`]];
  });
}

function redactTarget(target: string, webhookPath: string, pseudonyms: Pseudonyms): string {
  const [path = "", query] = target.split("?", 2);
  const kept = path === webhookPath ? path : path.replaceAll(/[^/]+/g, (segment) => pseudonyms.name(segment));
  return query === undefined ? kept : `${kept}?${pseudonyms.name(query)}`;
}
