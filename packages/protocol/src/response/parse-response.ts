import { RESPONSE_LIMIT_BYTES } from "../constants.js";
import { normaliseResponse, type ParseResponseResult } from "./normalise-response.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import { guarded, readBody } from "../json/read-body.js";
import type { Todo } from "../request/request-parts.js";
import type { WebhookResponse } from "./response.js";
import type { StandardSchemaV1 } from "../standard-schema.js";

/** Options of {@link parseResponse}. */
export interface ParseResponseOptions {
  /** The `todo` of the request. Default: any documented form is accepted. */
  readonly to?: Todo | undefined;
  /** The limit in UTF-8 bytes for a body given as text or bytes. Default: `RESPONSE_LIMIT_BYTES` (100,000). */
  readonly maxBytes?: number | undefined;
}

/**
 * Reads a response as the platform would, for emulators and tests. A body never makes it throw.
 *
 * It reads leniently: unknown keys are kept, and any spelling of an empty `card` or `data` becomes the documented one.
 *
 * Source: docs/contract.md §2 (the table of handlers and answers) and §4.
 *
 * @param body - Text, UTF-8 bytes, or the parsed object. It is not changed.
 * @param options - `to`: the `todo` of the request. `maxBytes`: the limit in bytes.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when there is an unknown option.
 * @returns The response and its kind, or why the platform would not accept it.
 *
 * @example
 * ```ts
 * import { parseResponse } from "@ck/protocol";
 *
 * const result = parseResponse('{"status":"execute","message":"Done."}', { to: "execute" });
 * result.ok || result.issues[0]?.message; // → 'expected "prompt" or "execution", got "execute": the request says execute, the response says execution'
 * ```
 */
export function parseResponse(body: unknown, options: ParseResponseOptions = {}): ParseResponseResult {
  checkKnownKeys(options, ["to", "maxBytes"], "parseResponse");
  const { to, maxBytes = RESPONSE_LIMIT_BYTES } = options;
  return guarded((): ParseResponseResult => {
    const read = readBody(body, { maxBytes });
    return read.ok ? normaliseResponse(read.value, to) : read;
  });
}

/**
 * {@link parseResponse} as a Standard Schema. A schema does not know the request, so it accepts any documented form.
 *
 * Source: docs/contract.md §2; https://standardschema.dev
 *
 * @example
 * ```ts
 * import { proceed, responseSchema } from "@ck/protocol";
 *
 * responseSchema["~standard"].validate(proceed()); // → { value: { todo: "execute" } }
 * ```
 */
export const responseSchema: StandardSchemaV1<unknown, WebhookResponse> = {
  "~standard": {
    version: 1,
    vendor: "ck",
    validate: (value) => {
      const result = parseResponse(value);
      return result.ok ? { value: result.response } : { issues: result.issues };
    },
  },
};
