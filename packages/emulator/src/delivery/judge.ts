import { parseResponse, type Issue, type Todo } from "@ck/protocol";
import type { Answer, FailedOutcome, Verdict } from "../engine/verdict.js";
import { readJson } from "../json/read-json.js";
import { isRecord, type OpenRecord } from "../record.js";
import type { HeaderLines, Limits } from "./exchange.js";
import { describeAnswer } from "./describe-answer.js";
import { remarksOn } from "./remarks.js";
import type { Ending, Sent } from "./send.js";

/** Judges what was received as the platform would. The messages quote nothing of the body. */
export function judge({ ending, response, timings }: Sent, todo: Todo, limits: Limits): Verdict {
  // What is refused anyway need not have the form of an answer.
  const headerRemarks = response?.status === 200 ? remarksOnHeaders(response.headers) : [];
  const failed = (outcome: FailedOutcome, message: string, issues: readonly Issue[] = []): Verdict => ({
    outcome,
    message,
    remarks: headerRemarks,
    issues,
  });
  // A status other than 200 says more than how the body ended.
  if (response !== undefined && response.status !== 200) return failed("bad-status", describeStatus(response.status));
  if (response === undefined || ending.type !== "complete")
    return failed(...describeEnding(ending, { limits, began: response !== undefined }));
  const parsed = parseResponse(response.body, { to: todo, maxBytes: limits.maxBytes });
  if (!parsed.ok) {
    const isForm = parsed.issues.every(({ path }) => path.length > 0);
    const message = `Refused: ${parsed.issues.map(describeIssue).join("; ")}.`;
    return failed(isForm ? "wrong-form" : "bad-json", message, parsed.issues);
  }
  const { kind, response: answer } = parsed;
  const ms = Math.round(timings.totalMs);
  return {
    outcome: "answered",
    answer: { kind, response: { ...answer, ...exactStores(response.body) } } as Answer,
    message: `Answered ${todo}: ${describeAnswer(kind)}. ${response.body.byteLength} bytes in ${ms} ms.`,
    remarks: [...headerRemarks, ...remarksOn(parsed, response.body)],
  };
}

/** The stores come back in later requests, with each number as the server wrote it. */
function exactStores(body: Uint8Array): OpenRecord {
  const answer = readJson(new TextDecoder().decode(body));
  if (!isRecord(answer)) return {};
  return Object.fromEntries(
    ["broadcast", "cache"].flatMap((store) => (isRecord(answer[store]) ? [[store, answer[store]]] : [])),
  );
}

function describeIssue({ path, message }: Issue): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function describeStatus(status: number): string {
  const base = `The status is ${status}; the platform accepts 200 only.`;
  if (status >= 300 && status < 400) return `${base} Redirects are not followed: use the final URL.`;
  if (status >= 500) return `${base} ${status} means that the server failed: see its log.`;
  const meaning = STATUS_MEANINGS[status];
  return meaning === undefined ? base : `${base} ${status} means that ${meaning}`;
}

const STATUS_MEANINGS: Readonly<Record<number, string>> = {
  400: "the server did not accept the body as a request.",
  401: "the signature is missing or wrong.",
  404: "the server has nothing at this path: correct the URL, or where the webhook is mounted.",
  405: "the server does not accept POST at this path: correct the URL, or the route.",
  408: "the request arrived too slowly.",
  409: "the request arrived before.",
  413: "the request is too large.",
};

function describeEnding(
  ending: Ending,
  { limits, began }: { readonly limits: Limits; readonly began: boolean },
): [FailedOutcome, string] {
  switch (ending.type) {
    case "timed-out": {
      const what = began ? "The answer began, but its last byte did not arrive" : "No answer arrived";
      return ["timed-out", `${what} within ${limits.timeoutMs} ms.`];
    }
    case "too-large":
      return ["too-large", `The answer is larger than ${limits.maxBytes} bytes; reading stopped there.`];
    case "broken":
      return ["unreachable", describeBroken(ending.code, began)];
    case "complete":
      return ["unreachable", "The connection ended without an answer."];
  }
}

function describeBroken(code: string, began: boolean): string {
  if (code === "ECONNREFUSED")
    return "Nothing listens at the webhook's address (ECONNREFUSED). Start the server, or correct the URL.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `The webhook's host name has no address (${code}). Correct the URL.`;
  if (code === "ECONNRESET" || code === "EPIPE")
    return began
      ? "The connection broke before the answer was complete."
      : `The connection broke before an answer began (${code}).`;
  if (code.startsWith("HPE_"))
    return `The answer is not HTTP (${code}). A server that speaks HTTPS needs a URL with https:, and HTTP/2 alone is not enough.`;
  if (code === "EPROTO" || code.startsWith("ERR_SSL_"))
    return `The server does not speak TLS (${code}). If it speaks plain HTTP, use a URL with http:.`;
  if (/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code))
    return `The server's certificate is not trusted (${code}). Start ck with NODE_EXTRA_CA_CERTS=<your CA's file>, or use http: on this machine.`;
  if (code === "CERT_HAS_EXPIRED") return `The server's certificate has expired (${code}). Renew it.`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `The server's certificate is for another host name (${code}). Use the name that it was issued for.`;
  return `The connection failed (${code}).`;
}

function remarksOnHeaders(headers: HeaderLines): string[] {
  const valueOf = (wanted: string): string | undefined =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1].toLowerCase();
  const type = valueOf("content-type");
  const encoding = valueOf("content-encoding");
  const isJson = type !== undefined && /^application\/json\s*(;|$)/.test(type);
  return [
    ...(isJson ? [] : ["The content type is not application/json. Set it."]),
    ...(encoding !== undefined && encoding !== "identity"
      ? ["The answer has a content encoding, which was not asked for and is not decoded. Switch compression off."]
      : []),
  ];
}
