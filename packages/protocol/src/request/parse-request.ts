import { ProtocolError } from "../error.js";
import { normaliseRequest, type ParseRequestResult } from "./normalise-request.js";
import { guarded, readBody } from "../json/read-body.js";
import type { WebhookRequest } from "./request.js";
import { printPath } from "../json/shape.js";
import type { StandardSchemaV1 } from "../standard-schema.js";

/**
 * Reads a request. Never throws.
 *
 * Source: docs/contract.md §1.
 *
 * @param body - Text, UTF-8 bytes, or the object that a framework parsed. It is not changed.
 * @returns The request, or every issue found.
 *
 * @example
 * ```ts
 * import { safeParseRequest } from "@ck/protocol";
 *
 * const result = safeParseRequest('{"todo":"sing"}');
 * result.ok || result.issues[0]?.path; // → ["todo"]
 * ```
 */
export function safeParseRequest(body: unknown): ParseRequestResult {
  return guarded((): ParseRequestResult => {
    const read = readBody(body);
    return read.ok ? normaliseRequest(read.value) : read;
  });
}

/**
 * Reads a request.
 *
 * Source: docs/contract.md §1.
 *
 * @param body - Text, UTF-8 bytes, or the object that a framework parsed. It is not changed.
 * @throws {@link ProtocolError} `ERR_INVALID_REQUEST`: when the body is not a request; `issues` says why.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * const request = parseRequest('{"todo":"execute","action":{"namespace":"ApplyLeave"},"params":{"days":2}}');
 * request.params; // → { days: 2 }
 * ```
 */
export function parseRequest(body: unknown): WebhookRequest {
  const result = safeParseRequest(body);
  if (result.ok) return result.request;
  const reasons = result.issues.map(({ path, message }) => (path.length ? `${printPath(path)}: ${message}` : message));
  throw new ProtocolError("ERR_INVALID_REQUEST", `The body is not a ConvoKraft request: ${reasons.join(". ")}.`, {
    issues: result.issues,
  });
}

/**
 * {@link parseRequest} as a Standard Schema, for frameworks that accept one.
 *
 * Source: docs/contract.md §1; https://standardschema.dev
 *
 * @example
 * ```ts
 * import { requestSchema } from "@ck/protocol";
 *
 * const result = requestSchema["~standard"].validate({ todo: "welcome" });
 * "value" in result && result.value.todo; // → "welcome"
 * ```
 */
export const requestSchema: StandardSchemaV1<unknown, WebhookRequest> = {
  "~standard": {
    version: 1,
    vendor: "ck",
    validate: (value) => {
      const result = safeParseRequest(value);
      return result.ok ? { value: result.request } : { issues: result.issues };
    },
  },
};
