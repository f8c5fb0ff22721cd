import type { Todo } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";
import type { JsonSpelling } from "../json/write-json.js";
import type { OpenRecord } from "../record.js";

/** How an action or a bot is named: `{ namespace }` (grade O), `{ name }` (grade O, weak), or a string (grade D). */
export const NAME_FORMS = ["object", "object-with-name", "string"] as const;

/** The forms of the values of params; the first one is the default. */
export const VALUE_FORMS = {
  date: ["iso", "iso-date-time", "iso-utc", "iso-utc-ms", "dd-MMM-yyyy", "epoch-ms", "epoch-ms-text", "epoch-s"],
  dateTime: ["iso", "iso-utc", "iso-utc-ms", "dd-MMM-yyyy", "epoch-ms", "epoch-ms-text", "epoch-s"],
  time: ["HH:mm:ss", "HH:mm"],
  number: ["number", "text", "decimal"],
  boolean: ["boolean", "text", "yes-no", "number"],
  range: ["start-end", "from-to", "list"],
  selection: ["id", "label", "id-label", "id-value"],
  multiSelection: ["list", "lone"],
} as const;

/**
 * How the values of params are written (docs/contract.md §1; no form is documented):
 *
 * - `date`, `dateTime`: ISO 8601 (default), `dd-MMM-yyyy` with or without a time, or the time since 1970 in UTC
 * - `number`: `3` (default), `"3"` as `text`, `3.0` as `decimal`
 * - `range`: `{start, end}` (default), `{from, to}`, `[start, end]`
 * - `selection`: the option's id (default), its label, `{id, label}`, `{id, value}`
 * - `multiSelection`: always a list (default), or a `lone` value if only one is picked
 */
export type ValueForms = { readonly [Kind in keyof typeof VALUE_FORMS]?: (typeof VALUE_FORMS)[Kind][number] };

/** Something for the requests of one kind, or for `every` one. */
export type PerTodo<Value> = { readonly [Which in "every" | Todo]?: Value };

/** How the bytes of a request are written. */
export interface WireSpelling {
  /** Blanks and escapes. Default: as `JSON.stringify` writes. */
  readonly json?: JsonSpelling;
  /** Names of headers, spelled and ordered like this: content type, length, user agent, signature. */
  readonly headers?: readonly string[];
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Whether the length is declared, or the body comes in chunks. Default `"length"`. */
  readonly transfer?: "length" | "chunked";
}

/** The spellings and rules that are not documented (docs/contract.md §1, §2). */
export interface Dialect extends WireSpelling {
  /** How `action` is written. */
  readonly action: (typeof NAME_FORMS)[number];
  /** How `bot` is written. Default: as `action`. */
  readonly bot?: (typeof NAME_FORMS)[number];
  /** `previousParam` as an object with `name` (grade S) or as a string (grade D). */
  readonly previousParam: "object" | "string";
  /** The entries of `paramsToPrompt`. Default: as `previousParam`. */
  readonly paramsToPrompt?: "object" | "string";
  /** What a `broadcast` in an answer does to the session's (grade ?). */
  readonly broadcast: "merge" | "replace";
  /** How requests are signed. Default: SHA-256, DER, Base64 (grade ?). */
  readonly signature?: SignatureOptions;
  /** How the values of params are written. */
  readonly values?: ValueForms;
  /** The order of keys, with paths such as `sessionData.medium` for inner ones. Others follow. Default: as documented. */
  readonly keyOrder?: readonly string[];
  /** Keys that a request has beside its own, with sample values. Objects are merged. */
  readonly extra?: PerTodo<OpenRecord>;
  /** Paths of keys that a request lacks. */
  readonly omit?: PerTodo<readonly string[]>;
  /** How an empty value is written, by path: `null`, `""`, `{}` or `[]`. */
  readonly empty?: OpenRecord;
  /** How long the platform waits for an answer, in ms. Default 5000. */
  readonly timeoutMs?: number;
}
