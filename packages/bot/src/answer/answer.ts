import {
  execution,
  failure,
  handled,
  parseResponse,
  type ProtocolError,
  stringifyResponse,
  welcome,
  type Todo,
  type WebhookResponse,
} from "@ck/protocol";
import { BotError } from "../error.js";
import { shapeOf } from "../check/shape-of.js";

/** A message in the form that the platform accepts as an answer to `todo` (docs/contract.md §2). */
export function messageFor(todo: Todo, message: string): WebhookResponse {
  switch (todo) {
    case "fallback":
      return handled(message);
    case "welcome":
      return welcome(message);
    case "failure":
      return failure(message);
    case "prompt":
    case "execute":
    case "button":
      return execution(message);
  }
}

/**
 * What a handler returned, as an answer to `todo`.
 * @throws {@link BotError} `ERR_INVALID_ANSWER`: the platform would not accept it
 */
export function toResponse(todo: Todo, returned: unknown, handler: string): WebhookResponse {
  if (typeof returned === "string") {
    if (returned.trim() === "") throw invalidAnswer(handler, "returned a blank string. Return the text to show.");
    return messageFor(todo, returned);
  }
  if (typeof returned !== "object" || returned === null) {
    throw invalidAnswer(
      handler,
      `returned ${shapeOf(returned)}. Return a string, or what a builder of @ck/protocol makes.`,
    );
  }
  if ("toJSON" in returned) throw invalidAnswer(handler, "returned an object with toJSON. Return a plain object.");
  const parsed = parseResponse(returned, { to: todo });
  // The checked copy, not the original: option ids as strings, `card` as a list, getters as the values they gave.
  const issue = parsed.ok ? parsed.remarks?.find(({ code }) => code === "not_shown") : parsed.issues[0];
  if (parsed.ok && issue === undefined) return parsed.response;
  const at = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw invalidAnswer(
    handler,
    `returned something that the platform does not ${parsed.ok ? "show" : `accept as an answer to ${todo}`}${at}: ${issue?.message ?? ""}`,
  );
}

export function invalidAnswer(handler: string, what: string): BotError {
  return new BotError("ERR_INVALID_ANSWER", `${handler} ${what}`);
}

/**
 * A response as JSON, at most `maxBytes` in UTF-8.
 * @throws {@link BotError} `ERR_RESPONSE_TOO_LARGE`: the message names the part that is too large; `ERR_INVALID_ANSWER`: JSON cannot hold it
 */
export function serialize(response: WebhookResponse, handler: string, maxBytes: number): string {
  try {
    return stringifyResponse(response, { maxBytes });
  } catch (cause) {
    const { code, message } = cause as ProtocolError;
    throw new BotError(
      code === "ERR_RESPONSE_TOO_LARGE" ? code : "ERR_INVALID_ANSWER",
      `The answer of ${handler} cannot be sent. ${message}`,
      { cause },
    );
  }
}

/** Whether a response can be sent as it is. */
export function isSendable(response: WebhookResponse, maxBytes: number): boolean {
  try {
    stringifyResponse(response, { maxBytes });
    return true;
  } catch {
    return false;
  }
}
