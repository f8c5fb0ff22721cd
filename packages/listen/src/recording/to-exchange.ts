import { randomUUID } from "node:crypto";
import { describeAnswer, readJson, toBody, type Exchange, type HeaderLines, type Verdict } from "@ck/emulator";
import {
  parseResponse,
  RESPONSE_LIMIT_BYTES,
  RESPONSE_TIMEOUT_MS,
  SIGNATURE_HEADER,
  TODOS,
  type Todo,
} from "@ck/protocol";
import type { Traffic, TrafficResponse } from "../traffic.js";

/** An exchange of real traffic. */
export interface RecordedExchange extends Exchange {
  /** What the emulator's exchanges do not have. */
  readonly wire: {
    readonly httpVersion: string;
    readonly method: string;
    readonly target: string;
    /** Not all of a body was kept. */
    readonly truncated: boolean;
  };
  /** Personal values were replaced. `keyId` names the key that signed the request again; absent if it has no signature now. */
  readonly redacted?: { readonly keyId?: string };
}

/** Returns the `todo` of a request; `undefined` if it is not a request of the platform. */
export function todoOf({ request }: Traffic): Todo | undefined {
  const { todo } = readObject(request.body);
  return request.method === "POST" ? TODOS.find((each) => each === todo) : undefined;
}

/** Turns traffic into an exchange that can be sent again. A request without a known `todo` counts as `fallback`. */
export function toExchange(traffic: Traffic, origin: string): RecordedExchange {
  const { at, request, response, timings } = traffic;
  const todo = todoOf(traffic) ?? "fallback";
  const { environment } = readObject(request.body);
  const signature = headerValues(request.headers, SIGNATURE_HEADER)[0];
  return {
    id: randomUUID(),
    at,
    todo,
    environment: environment === "production" ? "production" : "development",
    request: {
      method: "POST",
      url: new URL(request.target.startsWith("/") ? `.${request.target}` : "./", `${origin}/`).href,
      headers: request.headers,
      ...(signature !== undefined && { signature }),
      body: toBody(request.body),
    },
    ...(response && {
      response: {
        status: response.status,
        headers: response.headers,
        body: toBody(response.body),
        complete: response.complete,
      },
    }),
    timings,
    bytes: { sent: request.body.byteLength, received: response?.body.byteLength ?? 0 },
    verdict: verdictOn(response, todo, timings.totalMs),
    wire: {
      httpVersion: request.httpVersion,
      method: request.method,
      target: request.target,
      truncated: request.truncated || (response?.truncated ?? false),
    },
  };
}

/** The values of a header, in order. */
export function headerValues(headers: HeaderLines, name: string): readonly string[] {
  return headers.flatMap(([each, value]) => (each.toLowerCase() === name.toLowerCase() ? [value] : []));
}

/** The object that a body holds; empty if it holds none. */
export function readObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value = readJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function verdictOn(response: TrafficResponse | undefined, todo: Todo, totalMs: number): Verdict {
  const failed = (outcome: Exclude<Verdict["outcome"], "answered">, message: string): Verdict => ({
    outcome,
    message,
    remarks: [],
    issues: [],
  });
  if (response === undefined) return failed("unreachable", "The connection ended without an answer.");
  if (response.status !== 200) return failed("bad-status", `The status is ${response.status}.`);
  if (!response.complete) return failed("unreachable", "The connection ended before the answer was complete.");
  if (totalMs > RESPONSE_TIMEOUT_MS) return failed("timed-out", `The answer took ${Math.round(totalMs)} ms.`);
  if (response.truncated || response.body.byteLength > RESPONSE_LIMIT_BYTES)
    return failed("too-large", `The answer is larger than ${RESPONSE_LIMIT_BYTES} bytes.`);
  const parsed = parseResponse(response.body, { to: todo });
  if (!parsed.ok) {
    const isForm = parsed.issues.every(({ path }) => path.length > 0);
    return failed(isForm ? "wrong-form" : "bad-json", "The answer has another form than the documented ones.");
  }
  const { kind, response: answer } = parsed;
  return {
    outcome: "answered",
    answer: { kind, response: answer } as Extract<Verdict, { outcome: "answered" }>["answer"],
    message: `Answered ${todo}: ${describeAnswer(kind)}.`,
    remarks: [],
  };
}
