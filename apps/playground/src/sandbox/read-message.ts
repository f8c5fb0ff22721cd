import type { FromWorker } from "../runner/messages.js";

/** The longest text that is shown. */
const MAX_TEXT = 10_000;

/** Checks a message from a worker, in which code of strangers runs. `undefined`: it is not one of ours. */
export function readMessage(data: unknown): FromWorker | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { type, id, text, message, definition, status, headers, body } = data as Readonly<Record<string, unknown>>;
  switch (type) {
    case "pong":
      return { type };
    case "printed":
      return typeof text === "string" ? { type, text: text.slice(0, MAX_TEXT) } : undefined;
    case "refused":
      return typeof message === "string" ? { type, message: message.slice(0, MAX_TEXT) } : undefined;
    case "loaded":
      return typeof definition === "string" ? { type, definition } : undefined;
    case "broken":
      return typeof id === "number" ? { type, id } : undefined;
    case "response":
      return typeof id === "number" && isStatus(status) && isHeaders(headers) && body instanceof Uint8Array
        ? { type, id, status, headers, body }
        : undefined;
    default:
      return undefined;
  }
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599;
}

function isHeaders(value: unknown): value is [string, string][] {
  return (
    Array.isArray(value) &&
    value.every(
      (line: unknown) => Array.isArray(line) && line.length === 2 && line.every((part) => typeof part === "string"),
    )
  );
}
