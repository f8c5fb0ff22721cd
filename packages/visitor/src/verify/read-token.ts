import type { VisitorRefusal } from "@ck/bot";
import { base64url } from "jose";
import { MAX_TOKEN_LENGTH, TOKEN_TYPE } from "../audience.js";
import { readStrictJson } from "../strict-json.js";

/** A token whose form is right. Nothing of it is believed yet. */
export interface ReadToken {
  readonly token: string;
  readonly alg: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Reads what the browser passed on. Its size is looked at first, and every byte of it has one spelling only. */
export function readToken(token: unknown): ReadToken | VisitorRefusal {
  if (token === undefined || token === null || token === "") return "missing";
  if (typeof token !== "string") return "malformed";
  if (token.length > MAX_TOKEN_LENGTH) return "too-large";
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return "malformed";
  const [header, claims, signature] = token.split(".").map(readSegment);
  if (header === undefined || claims === undefined || signature === undefined) return "malformed";
  const read = { header: readObject(header), claims: readObject(claims) };
  if (read.header === undefined || read.claims === undefined) return "malformed";
  const { alg, typ, kid } = read.header;
  // No extension is understood, so none may be critical (RFC 7515 §4.1.11). `b64`, `zip` and the like have no meaning here.
  if (typ !== TOKEN_TYPE || typeof alg !== "string" || "crit" in read.header) return "malformed";
  if (kid !== undefined && typeof kid !== "string") return "malformed";
  return { token, alg, claims: read.claims };
}

/** The bytes of a part. The unused bits of the last character are zero, so that nobody can respell a token. */
function readSegment(segment: string): Uint8Array | undefined {
  try {
    const bytes = base64url.decode(segment);
    return base64url.encode(bytes) === segment ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function readObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    // A byte order mark is not part of JSON.
    return readStrictJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
