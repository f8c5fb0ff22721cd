import { BotError, type RawRequest } from "@ck/bot";
import { readBody } from "./read-body.js";
import type { LambdaContext, LambdaEvent } from "./event.js";

/** A request, and how its answer has to look. */
export interface ReadEvent {
  readonly raw: RawRequest;
  /** The sender is a load balancer that sends and takes its headers as lists. */
  readonly wantsLists: boolean;
}

/** What an event says of the request, whoever sent it. Never throws: what cannot be read fails inside `receive`, which reports it. */
export function readEvent(event: unknown, context: unknown): ReadEvent {
  try {
    return readKnown(event, context) ?? unknown(event);
  } catch {
    // Only what is no JSON gets here: a getter or a proxy that throws.
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
        // Payload 2.0 has no lists: it joins what came twice with commas, which the check of the signature sees.
        const values = headerValues(multiValueHeaders, name);
        return values.length > 0 ? values : headerValues(headers, name);
      },
      body: ({ maxBytes }) => readBody(body, isBase64Encoded, maxBytes),
      ...(remainingMs !== undefined && { remainingMs }),
    },
  };
}

/** What a local runner or a test puts in its place may be anything: the deadline of the options counts then. */
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

function unknown(event: unknown): ReadEvent {
  const fail = (): never => {
    throw new BotError(
      "ERR_UNKNOWN_EVENT",
      "The function was called with an event that is no HTTP request: it is " +
        `${shapeOf(event)} with neither httpMethod nor requestContext.http.method. ` +
        "Expected one of API Gateway, a function URL or a load balancer. Set one of them in front of the function, and call it through that.",
    );
  };
  return { raw: { method: "POST", header: fail, body: fail }, wantsLists: false };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function shapeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : typeof value;
}
