import { checkNumbers, invalidArgument } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import { because, decoded, readText, type Decoded } from "./decoded.js";
import { isEmpty, isRecord, shapeOf } from "../json/shape.js";

/** What a text has to be. */
export interface TextOptions {
  /** The least number of characters. Default: 1 that is not blank. */
  readonly minLength?: number | undefined;
  /** The greatest number of characters. Default: no bound. */
  readonly maxLength?: number | undefined;
  /** What the text has to match; `^` and `$` in it match the whole text. Default: anything. */
  readonly pattern?: RegExp | undefined;
}

/**
 * Decodes a String param. The text is kept unchanged, blanks included; a number or a boolean becomes its text. An
 * integer that was rounded because a number cannot hold it is refused.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 * @param options - `minLength`, `maxLength`: in characters, not in UTF-16 units. `pattern`: what it has to match.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when an option is unknown or wrong; never because of `value`.
 *
 * @example
 * ```ts
 * import { decodeText } from "@ck/protocol";
 *
 * decodeText("Family visit"); // → { ok: true, value: "Family visit" }
 * const wrong = decodeText("No", { minLength: 3 });
 * wrong.ok ? "" : wrong.reason; // → "Please give at least 3 characters."
 * ```
 */
export function decodeText(value: unknown, options: TextOptions = {}): Decoded<string> {
  checkKnownKeys(options, ["minLength", "maxLength", "pattern"], "decodeText");
  checkNumbers(options, ["minLength", "maxLength"]);
  const pattern = options.pattern === undefined ? undefined : checkPattern(options.pattern);
  const text = readText(value);
  if (text === undefined || text.trim() === "") return because({ code: "invalidText" });
  const { minLength = 0, maxLength = Infinity } = options;
  if (lengthOf(text) < minLength) return because({ code: "textTooShort", minLength });
  if (lengthOf(text) > maxLength) return because({ code: "textTooLong", maxLength });
  return pattern?.test(text) === false ? because({ code: "invalidPattern" }) : decoded(text);
}

/** A pattern that remembers nothing from one text to the next, as those with the flags g and y do. */
function checkPattern(pattern: RegExp): RegExp {
  // By tag, not by `instanceof`: it may come from another realm.
  if (Object.prototype.toString.call(pattern) !== "[object RegExp]")
    throw invalidArgument(`pattern must be a regular expression, such as /^\\d+$/; got ${shapeOf(pattern)}.`);
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
}

/** In characters as people count them: an emoji is one, not two. */
function lengthOf(text: string): number {
  let length = 0;
  for (const character of text) length += character === "" ? 0 : 1;
  return length;
}

/**
 * Decodes an Email param. Surrounding blanks are dropped; the spelling is kept. It does not check that the mailbox exists.
 *
 * Source: docs/contract.md §1 "Params"; lengths: RFC 5321 §4.5.3.1.
 *
 * @param value - The param as it is in `params`.
 *
 * @example
 * ```ts
 * import { decodeEmail } from "@ck/protocol";
 *
 * decodeEmail(" anu@example.com "); // → { ok: true, value: "anu@example.com" }
 * decodeEmail("anu@example").ok; // → false
 * ```
 */
export function decodeEmail(value: unknown): Decoded<string> {
  const email = typeof value === "string" ? value.trim() : "";
  return isEmail(email) ? decoded(email) : because({ code: "invalidEmail" });
}

/**
 * Decodes a User param: an object, unchanged, or the text that names the user. What the platform sends is not documented
 * (docs/contract.md §1, grade ?), so the content of the object is not checked.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 *
 * @example
 * ```ts
 * import { decodeUser } from "@ck/protocol";
 *
 * decodeUser({ id: "7" }); // → { ok: true, value: { id: "7" } }
 * ```
 */
export function decodeUser(value: unknown): Decoded<string | Readonly<Record<string, unknown>>> {
  const notAUser = because({ code: "invalidUser" });
  try {
    if (isRecord(value)) return isEmpty(value) ? notAUser : decoded(value);
  } catch {
    return notAUser;
  }
  const name = decodeText(value);
  return name.ok ? name : notAUser;
}

function isEmail(email: string): boolean {
  if (email.length > 254) return false;
  const at = email.lastIndexOf("@");
  const local = email.slice(0, Math.max(0, at));
  if (!/^[^\s\p{Cc}@<>()[\]\\,;:"]{1,64}$/u.test(local) || local.split(".").includes("")) return false;
  const labels = email.slice(at + 1).split(".");
  return labels.length >= 2 && labels.every((label) => /^(?!-)[\p{L}\p{N}\p{M}-]{1,63}(?<!-)$/u.test(label));
}
