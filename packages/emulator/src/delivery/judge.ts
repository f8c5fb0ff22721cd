import { parseResponse, type Issue, type ParseResponseResult, type Todo } from "@ck/protocol";
import type { Answer, FailedOutcome, Verdict } from "../engine/verdict.js";
import type { HeaderLines, Limits } from "./exchange.js";
import type { Ending, Sent } from "../node/send.js";

/** What the platform makes of what came back, in words too. Nothing of the body stands in the words. */
export function judge({ ending, response, timings }: Sent, todo: Todo, limits: Limits): Verdict {
  // What is refused anyway need not be in the form of an answer.
  const remarks = response?.status === 200 ? remarksOn(response.headers) : [];
  const failed = (outcome: FailedOutcome, words: string, issues: readonly Issue[] = []): Verdict => ({
    outcome,
    message: words,
    remarks,
    issues,
  });
  // A status that is not 200 says more than how its body ended.
  if (response !== undefined && response.status !== 200) return failed("bad-status", statusInWords(response.status));
  if (response === undefined || ending.type !== "complete") {
    return failed(...endingInWords(ending, { limits, began: response !== undefined }));
  }
  const parsed = parseResponse(response.body, { to: todo, maxBytes: limits.maxBytes });
  if (!parsed.ok) {
    const isForm = parsed.issues.every(({ path }) => path.length > 0);
    return failed(
      isForm ? "wrong-form" : "bad-json",
      `Refused: ${parsed.issues.map(inWords).join("; ")}.`,
      parsed.issues,
    );
  }
  const ms = Math.round(timings.totalMs);
  return {
    outcome: "answered",
    answer: answerOf(parsed),
    message: `Answered ${todo} in the form "${parsed.kind}", ${response.body.byteLength} bytes in ${ms} ms.`,
    remarks,
  };
}

function answerOf({ kind, response }: Extract<ParseResponseResult, { readonly ok: true }>): Answer {
  return { kind, response } as Answer;
}

function inWords({ path, message }: Issue): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function statusInWords(status: number): string {
  const base = `The status is ${status}; the platform takes 200 only (contract §2).`;
  if (status >= 300 && status < 400) return `${base} Redirects are not followed: give the final URL.`;
  if (status >= 500) return `${base} ${status} says that the server failed: its log has more.`;
  const meaning = STATUS_WORDS[status];
  return meaning === undefined ? base : `${base} ${status} says that ${meaning}`;
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: "the server took the body for no request.",
  401: "the signature was missing or wrong.",
  404: "the server has nothing at this path: correct the URL, or where the server is mounted.",
  405: "the server takes no POST at this path: correct the URL, or the route.",
  408: "the request came too slowly.",
  409: "the request had come before.",
  413: "the request was too large.",
};

function endingInWords(
  ending: Ending,
  { limits, began }: { readonly limits: Limits; readonly began: boolean },
): [FailedOutcome, string] {
  switch (ending.type) {
    case "timed-out": {
      const what = began ? "The answer began, and its last byte was not there" : "No answer came";
      return ["timed-out", `${what} within ${limits.timeoutMs} ms.`];
    }
    case "too-large":
      return ["too-large", `The answer is larger than ${limits.maxBytes} bytes; reading stopped there.`];
    case "broken":
      return ["unreachable", brokenInWords(ending.code, began)];
    case "complete":
      return ["unreachable", "The connection ended without an answer."];
  }
}

function brokenInWords(code: string, began: boolean): string {
  if (code === "ECONNREFUSED")
    return "Nothing listens at the webhook's address (ECONNREFUSED). Start the server, or correct the URL.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `The webhook's host name has no address (${code}). Correct the URL.`;
  if (code === "ECONNRESET" || code === "EPIPE") {
    return began
      ? "The connection broke before the answer was complete."
      : `The connection broke before an answer began (${code}).`;
  }
  if (code.startsWith("HPE_")) return `What came back is not HTTP (${code}).`;
  return `The connection failed (${code}).`;
}

function remarksOn(headers: HeaderLines): string[] {
  const valueOf = (wanted: string): string | undefined =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1].toLowerCase();
  const type = valueOf("content-type");
  const encoding = valueOf("content-encoding");
  return [
    ...(type === undefined || !/^application\/json\s*(;|$)/.test(type)
      ? ["The content type is not application/json (contract §2)."]
      : []),
    ...(encoding !== undefined && encoding !== "identity"
      ? ["The answer has a content encoding. None was asked for, and none is decoded."]
      : []),
  ];
}
