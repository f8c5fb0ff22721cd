import { because, decoded, readText, type Decoded } from "./decoded.js";
import { isEmpty, isRecord } from "../json/shape.js";

/**
 * Decodes a String param. The text is kept unchanged, blanks included; a number or a boolean becomes its text. An
 * integer that was rounded because a number cannot hold it is refused.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 *
 * @example
 * ```ts
 * import { decodeText } from "@ck/protocol";
 *
 * decodeText("Family visit"); // → { ok: true, value: "Family visit" }
 * decodeText("  "); // → { ok: false, reason: "Please give a text." }
 * ```
 */
export function decodeText(value: unknown): Decoded<string> {
  const text = readText(value);
  return text !== undefined && text.trim() !== "" ? decoded(text) : because("Please give a text.");
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
  return isEmail(email) ? decoded(email) : because("Please give an email address, such as name@example.com.");
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
  const reason = "Please name a user.";
  try {
    if (isRecord(value)) return isEmpty(value) ? because(reason) : decoded(value);
  } catch {
    return because(reason);
  }
  const name = decodeText(value);
  return name.ok ? name : because(reason);
}

function isEmail(email: string): boolean {
  if (email.length > 254) return false;
  const at = email.lastIndexOf("@");
  const local = email.slice(0, Math.max(0, at));
  if (!/^[^\s\p{Cc}@<>()[\]\\,;:"]{1,64}$/u.test(local) || local.split(".").includes("")) return false;
  const labels = email.slice(at + 1).split(".");
  return labels.length >= 2 && labels.every((label) => /^(?!-)[\p{L}\p{N}\p{M}-]{1,63}(?<!-)$/u.test(label));
}
