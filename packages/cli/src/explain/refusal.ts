import { createHash } from "node:crypto";
import { bytesOf, type Exchange } from "@ck/emulator";
import { matchActionName, safeParseRequest, type Environment } from "@ck/protocol";
import { receptionOf } from "../check/probe/reception.js";

/** Why a server refuses a request whose signature is good, by the names that its events have for it. */
export type RefusalReason =
  | "wrong-bot"
  | "wrong-environment"
  | "invalid-request"
  | "replayed"
  | "method"
  | "body-too-large"
  | "body-too-slow"
  | "busy"
  | "signature";

/** What a server has against a request, and what to do. */
export interface Refused {
  readonly reason: RefusalReason;
  readonly message: string;
}

/** Whose key made the signature. */
export interface Signer {
  readonly keyId: string;
  /** The bot that the key is for. */
  readonly bot: string | undefined;
  /** The environments that it signs for; `undefined` for a key from a file. */
  readonly environments: readonly Environment[] | undefined;
}

/**
 * Finds what the key of a good signature must not say: a bot's key speaks for that bot, and an environment's for that environment.
 *
 * @param body - the bytes that were signed
 */
export function findContradiction(body: Uint8Array, { bot, environments, keyId }: Signer): Refused | undefined {
  const read = safeParseRequest(body);
  if (!read.ok) return undefined;
  const { environment, bot: named } = read.request;
  if (bot !== undefined && named !== undefined && matchActionName(named.namespace, [bot]) === undefined)
    return {
      reason: "wrong-bot",
      message: `The signature is good, but the key ${keyId} is that of the bot ${bot}, and the body names the bot ${named.namespace}. A server with several bots at its URL refuses that as wrong-bot (401).
If the platform sent the request: give the server each key under the name that the platform has for its bot, publicKey: { ${JSON.stringify(named.namespace)}: … }. Two keys may have been swapped.
If you sent it: sign with the key of ${named.namespace}, or correct "bot" in the body.`,
    };
  if (environment !== undefined && environments?.includes(environment) === false)
    return {
      reason: "wrong-environment",
      message: `The signature is good, but the key ${keyId} is ${environments.length === 0 ? "retired" : `that of ${environments.join(" and ")}`}, and the body names ${environment}. A server that has a key for each environment refuses that as wrong-environment (401).
If the platform sent the request: look whether the keys of the environments were swapped, or whether the project was deployed after the key was replaced.
If you sent it: sign with --env ${environment}, or correct "environment" in the body.`,
    };
  return undefined;
}

/** Says why a server refused a request whose signature is good; `undefined` if it did not. */
export function explainRefusal(exchange: Exchange, signer: Signer, keyIds: readonly string[]): Refused | undefined {
  const { kind, status } = { status: 0, ...receptionOf(exchange) };
  if (kind === "errored" && status === 503) return known(status);
  if (kind !== "rejected" && kind !== "rejected-with-200") return undefined;
  const bytes = bytesOf(exchange.request.body);
  const contradiction = status === 401 || status === 403 ? findContradiction(bytes, signer) : undefined;
  return contradiction ?? known(status) ?? invalid(bytes, status) ?? theServer(exchange, status, keyIds);
}

const BY_STATUS: Readonly<Record<number, Refused>> = {
  404: { reason: "method", message: "There is no webhook at this path (404). Look at the path in the URL." },
  405: {
    reason: "method",
    message: "What is at this URL answers no POST requests (405). Look at the path in the URL.",
  },
  408: {
    reason: "body-too-slow",
    message: "The body was not complete in time (408). Look at the network, and at the proxies in front.",
  },
  409: {
    reason: "replayed",
    message:
      "The server has had this request before, and answers it only once (409). That protects against a request that somebody recorded. Send a new one.",
  },
  413: {
    reason: "body-too-large",
    message:
      "The body is larger than the server takes (413). Raise its limit (maxBodyBytes), or that of the proxy in front.",
  },
  503: {
    reason: "busy",
    message: "The server was too busy, or ran out of time before it began (503). The reason of its event says which.",
  },
};

function known(status: number): Refused | undefined {
  return BY_STATUS[status];
}

function invalid(bytes: Uint8Array, status: number): Refused | undefined {
  const read = safeParseRequest(bytes);
  if (status !== 400 || read.ok) return undefined;
  const issues = read.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
  return {
    reason: "invalid-request",
    message: `The signature is good, but the body is not a request of the platform (400): ${issues.join("; ")}.`,
  };
}

function theServer(exchange: Exchange, status: number, keyIds: readonly string[]): Refused {
  const bytes = bytesOf(exchange.request.body);
  const digest = createHash("sha256").update(bytes).digest("hex");
  return {
    reason: "signature",
    message: `The request is right, and the server refused it (${status}): the mistake is in the server. Log there, just before it verifies:
  the length of the body in bytes  expected ${bytes.byteLength}
  the SHA-256 of these bytes       expected ${digest}
  the length of the header         expected ${exchange.request.signature?.length ?? 0}
  the id of the public key         expected ${keyIds.join(" or ")}
The first that differs is the cause. Save the body that the server got, and \`ck explain <body> <this exchange>\` shows the byte.`,
  };
}
