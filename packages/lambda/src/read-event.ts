import { BotError, type RawRequest } from "@ck/bot";
import { readBody } from "./read-body.js";
import { shapeOf } from "./shape-of.js";
import type { LambdaContext, LambdaEvent } from "./event.js";

/** A request, and the form that its answer must have. */
export interface ReadEvent {
  readonly raw: RawRequest;
  /** The sender is a load balancer that uses lists of header values. */
  readonly wantsLists: boolean;
}

/** Reads the request from an event of any sender. Never throws: an event that cannot be read fails in `receive`, which reports it. */
export function readEvent(event: unknown, context: unknown): ReadEvent {
  try {
    return readKnown(event, context) ?? unknown(event);
  } catch {
    // A getter or a proxy that throws. JSON never does.
    return unknown(event);
  }
}

function readKnown(event: unknown, context: unknown): ReadEvent | undefined {
  if (!isObject(event)) return undefined;
  const { httpMethod, headers, multiValueHeaders, body, isBase64Encoded, requestContext } = event as LambdaEvent;
  const { http, elb } = (isObject(requestContext) ? requestContext : {}) as {
    http?: { method?: unknown };
    elb?: unknown;
  };
  const method = (isObject(http) ? http.method : undefined) ?? httpMethod;
  if (typeof method !== "string") return undefined;

  const remainingMs = remainingMsOf(context);
  return {
    wantsLists: isObject(elb) && isObject(multiValueHeaders),
    raw: {
      method,
      header(name) {
        // Payload 2.0 has no lists. It joins repeated headers with a comma, which the signature check notices.
        const values = headerValues(multiValueHeaders, name);
        return values.length > 0 ? values : headerValues(headers, name);
      },
      head: () => ({ target: targetOf(event), headers: headerLines(multiValueHeaders ?? headers) }),
      body: ({ maxBytes }) => readBody(body, isBase64Encoded, maxBytes),
      ...(remainingMs !== undefined && { remainingMs }),
    },
  };
}

/** A local runner or a test may pass anything as the context. The deadline of the options then counts. */
function remainingMsOf(context: unknown): number | undefined {
  try {
    const left: unknown = (context as LambdaContext).getRemainingTimeInMillis?.();
    return typeof left === "number" ? left : undefined;
  } catch {
    return undefined;
  }
}

function headerValues(headers: unknown, name: string): string[] {
  if (!isObject(headers)) return [];
  const wanted = name.toLowerCase();
  return Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === wanted)
    .flatMap(([, value]: [string, unknown]) => value)
    .filter((value) => typeof value === "string");
}

function headerLines(headers: unknown): [name: string, value: string][] {
  if (!isObject(headers)) return [];
  return Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap((each): [string, string][] => (typeof each === "string" ? [[name, each]] : [])),
  );
}

/** Payload 2.0 has the path as it was sent and the query beside it; the others have the path, and the query as an object. */
function targetOf(event: object): string {
  const { rawPath, rawQueryString, path } = event as Readonly<Record<string, unknown>>;
  const query = typeof rawQueryString === "string" && rawQueryString !== "" ? `?${rawQueryString}` : "";
  const found = [rawPath, path].find((each) => typeof each === "string");
  return `${found ?? "/"}${query}`;
}

function unknown(event: unknown): ReadEvent {
  const fail = (): never => {
    throw new BotError(
      "ERR_UNKNOWN_EVENT",
      "The function must be called with an HTTP event of API Gateway, a function URL or a load balancer; " +
        `got ${shapeOf(event)} with neither httpMethod nor requestContext.http.method. ` +
        "Call the function through one of these.",
    );
  };
  return { raw: { method: "POST", header: fail, body: fail }, wantsLists: false };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
