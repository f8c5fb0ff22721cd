import { KEY_ORDER } from "@ck/emulator";
import { SIGNATURE_HEADER } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";
import { headerValues, readObject } from "../recording/to-exchange.js";
import type { Traffic } from "../traffic.js";
import { spellingOf } from "./json-spelling.js";

/** What the contract assumes about the platform, with the grade of its source (docs/contract.md). */
export interface Fact {
  readonly id: string;
  readonly grade: "D" | "S" | "O" | "I" | "?";
  readonly statement: string;
  /** `true` if the traffic confirms it, `false` if it contradicts it; `undefined` if it says nothing about it. */
  readonly test: (seen: Seen) => boolean | undefined;
}

/** A request of the platform, as the facts look at it. */
export interface Seen {
  readonly traffic: Traffic;
  readonly body: Readonly<Record<string, unknown>>;
  /** How the signature was made; `undefined` if that is unknown. */
  readonly signature: SignatureSettings | undefined;
}

/** How a signature was made. */
export interface SignatureSettings {
  readonly hash: NonNullable<SignatureOptions["hash"]>;
  readonly format: NonNullable<SignatureOptions["format"]>;
  readonly encoding: NonNullable<SignatureOptions["encoding"]>;
}

/** Every graded fact that traffic can confirm or contradict. */
export const FACTS: readonly Fact[] = [
  fact("method", "D", "The platform sends POST.", ({ traffic }) => traffic.request.method === "POST"),
  fact("body-json", "D", "The body is one JSON object in UTF-8.", ({ traffic, body }) =>
    traffic.request.truncated ? undefined : Object.keys(body).length > 0,
  ),
  fact("compact", "?", "The JSON has no blanks between its values.", ({ traffic, body }) =>
    Object.keys(body).length === 0 ? undefined : !hasBlanks(traffic.request.body),
  ),
  fact("escapes", "?", "The JSON escapes only what JSON has to escape.", ({ traffic, body }) => {
    if (Object.keys(body).length === 0) return undefined;
    const { escaped = [], plain = [] } = spellingOf(new TextDecoder().decode(traffic.request.body)) ?? {};
    return escaped.length === 0 && plain.length === 0 ? undefined : escaped.length === 0;
  }),
  fact("key-order", "?", "The keys come in the documented order.", ({ body }) => {
    const known = Object.keys(body).flatMap((key) => (KEY_ORDER.includes(key) ? [KEY_ORDER.indexOf(key)] : []));
    return known.length < 2 ? undefined : known.every((rank, at) => at === 0 || rank > (known[at - 1] ?? 0));
  }),
  fact("length", "?", "The length of the body is declared.", ({ traffic, body }) =>
    Object.keys(body).length === 0 ? undefined : headerValues(traffic.request.headers, "content-length").length > 0,
  ),
  fact("content-type", "?", "The content type is application/json.", ({ traffic }) => {
    const [type] = headerValues(traffic.request.headers, "content-type");
    return type === undefined ? false : /^application\/json\b/i.test(type);
  }),
  fact("todo", "D", "todo is prompt, execute, fallback, button, welcome or failure.", ({ body }) =>
    "todo" in body ? TODO_WORDS.includes(body["todo"] as string) : undefined,
  ),
  fact("environment", "D", "environment is development or production.", ({ body }) =>
    "todo" in body ? body["environment"] === "development" || body["environment"] === "production" : undefined,
  ),
  fact("action-object", "O", "action is an object with namespace.", ({ body }) =>
    isEmpty(body["action"]) ? undefined : isObject(body["action"]) && "namespace" in body["action"],
  ),
  fact("bot-object", "I", "bot is an object with namespace, like action.", ({ body }) =>
    isEmpty(body["bot"]) ? undefined : isObject(body["bot"]),
  ),
  fact("previous-param", "D", "previousParam is a string.", ({ body }) =>
    isEmpty(body["previousParam"]) ? undefined : typeof body["previousParam"] === "string",
  ),
  fact("params-to-prompt", "S", "prompt carries paramsToPrompt, a list.", ({ body }) =>
    body["todo"] === "prompt" ? Array.isArray(body["paramsToPrompt"]) : undefined,
  ),
  fact("user-empty", "D", "user and org are mostly empty.", ({ body }) =>
    "user" in body || "org" in body ? isEmpty(body["user"]) && isEmpty(body["org"]) : undefined,
  ),
  fact("session-data", "D", "sessionData holds medium and client_host.", ({ body }) =>
    isObject(body["sessionData"]) && !isEmpty(body["sessionData"])
      ? "medium" in body["sessionData"] && "client_host" in body["sessionData"]
      : undefined,
  ),
  fact("client-data", "D", "clientData is the same as sessionData.client_data.", ({ body }) =>
    isObject(body["sessionData"]) && "client_data" in body["sessionData"] && "clientData" in body
      ? JSON.stringify(body["sessionData"]["client_data"]) === JSON.stringify(body["clientData"])
      : undefined,
  ),
  fact("button-id", "D", "button carries button_id.", ({ body }) =>
    body["todo"] === "button" ? typeof body["button_id"] === "string" && body["button_id"] !== "" : undefined,
  ),
  fact("click-data", "S", "A click on a button card carries data.", ({ body }) =>
    body["todo"] === "button" && "data" in body ? isObject(body["data"]) : undefined,
  ),
  fact("signature-header", "D", "The signature comes in X-CONVOKRAFT-SIGNATURE, once.", ({ traffic }) => {
    const values = headerValues(traffic.request.headers, SIGNATURE_HEADER);
    return values.length === 0 ? undefined : values.length === 1;
  }),
  fact("header-name", "D", `The header of the signature is spelled ${SIGNATURE_HEADER}.`, ({ traffic }) => {
    const names = traffic.request.headers.filter(([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase());
    return names.length === 0 ? undefined : names.every(([name]) => name === SIGNATURE_HEADER);
  }),
  fact("hash", "?", "Signatures use SHA-256.", ({ signature }) => signature && signature.hash === "sha256"),
  fact("format", "I", "Signatures are DER.", ({ signature }) => signature && signature.format === "der"),
  fact("encoding", "I", "Signatures are Base64.", ({ signature }) => signature && signature.encoding === "base64"),
  fact("time-limit", "D", "The platform waits 5 s for an answer.", ({ traffic }) => {
    const { response, timings } = traffic;
    if (response === undefined)
      return timings.totalMs > 1_000 ? timings.totalMs > 4_500 && timings.totalMs < 6_000 : undefined;
    return timings.totalMs > 6_000 ? false : undefined;
  }),
];

const TODO_WORDS = ["prompt", "execute", "fallback", "button", "welcome", "failure"];

/** The keys of a request, and of the objects in it that have a known form. Open records are not listed. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  "": [
    ..."todo bot action button_id environment params userInput previousParam paramsToPrompt user org broadcast cache".split(
      " ",
    ),
    ..."sessionData clientData data messageData".split(" "),
  ],
  bot: ["namespace", "name"],
  action: ["namespace", "name"],
  previousParam: ["name"],
  sessionData: ["medium", "client_host", "client_identifier", "client_data", "id", "client_host_type"],
};

function fact(id: string, grade: Fact["grade"], statement: string, test: Fact["test"]): Fact {
  return { id, grade, statement, test };
}

function hasBlanks(body: Uint8Array): boolean {
  const text = new TextDecoder().decode(body);
  return /\s/.test(text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, ""));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `""`, `{}`, `null` and absent all mean "empty" (docs/contract.md §1, grade I). */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Reads what the facts look at. */
export function toSeen(traffic: Traffic, signature: Seen["signature"]): Seen {
  return { traffic, body: readObject(traffic.request.body), signature };
}
