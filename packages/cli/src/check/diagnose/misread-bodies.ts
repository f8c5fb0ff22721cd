import { createHash } from "node:crypto";
import { SPELLINGS } from "./spellings.js";

/** Bytes that a server may verify in place of the body. */
export interface MisreadBody {
  readonly bytes: Uint8Array;
  /** A sentence: `Your server verifies …` */
  readonly message: string;
  readonly fix: string;
}

const RAW =
  "Read the body as bytes once, before any parser, and verify the signature over exactly these bytes. Parse them afterwards.";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Lists what a server may make of a body before it verifies the signature, the most common mistake first. No bytes twice. */
export function* misreadBodies(body: Uint8Array): Generator<MisreadBody> {
  const seen = new Set([keyOf(body)]);
  for (const misread of possibleBodies(body)) {
    const key = keyOf(misread.bytes);
    if (seen.has(key)) continue;
    seen.add(key);
    yield misread;
  }
}

function* possibleBodies(body: Uint8Array): Generator<MisreadBody> {
  const text = new TextDecoder().decode(body);
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  yield {
    bytes: utf8(text.replace(/\r?\n$/, "")),
    message: "Your server verifies over a body that has lost its final line break.",
    fix: RAW,
  };
  yield {
    bytes: utf8(text.trim()),
    message: "Your server verifies over a body that has lost its outer blanks.",
    fix: RAW,
  };
  for (const ending of ["", "\n"])
    for (const { how, write } of SPELLINGS)
      yield {
        bytes: utf8(write(value) + ending),
        message: `Your server verifies over re-serialised JSON, written ${how}, and not over the exact bytes of the body.`,
        fix: RAW,
      };
  yield {
    bytes: utf8(Buffer.from(body).toString("latin1")),
    message: "Your server verifies over a body that was decoded as Latin-1.",
    fix: `${RAW} The body is UTF-8.`,
  };
  yield {
    bytes: new Uint8Array(),
    message: "Your server verifies over an empty body.",
    fix: `Something reads the body first. ${RAW}`,
  };
  for (const { write } of SPELLINGS)
    yield { bytes: utf8(write(value["params"] ?? {})), message: "Your server verifies over `params` alone.", fix: RAW };
  const digest = createHash("sha256").update(body).digest();
  const hashed = {
    message: "Your server hashes the body before it verifies, so the body is hashed twice.",
    fix: "Pass the body itself to the verifying function: DSA with SHA-256 hashes it.",
  };
  yield { bytes: digest, ...hashed };
  yield { bytes: utf8(digest.toString("hex")), ...hashed };
  const quoted = "Your server verifies over the body as a quoted string.";
  for (const bytes of [JSON.stringify(text), `b'${text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}'`])
    yield { bytes: utf8(bytes), message: quoted, fix: RAW };
  yield {
    bytes: utf8(Buffer.from(body).toString("base64")),
    message: "Your server verifies over the Base64 of the body.",
    fix: RAW,
  };
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
