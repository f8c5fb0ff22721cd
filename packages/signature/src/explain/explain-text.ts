import type { Hash } from "../algorithm.js";
import { decodeBase64 } from "../bytes/base64.js";
import { bytesOf } from "../bytes/bytes.js";
import { describeEncoding } from "./charset.js";
import type { ExplanationCause, ExplanationFinding } from "./explanation.js";
import type { BodyDamage } from "./explain-body.js";
import type { HeaderDamage } from "./explain-header.js";
import { decodeHex } from "../bytes/hex.js";
import type { PublicKey } from "../key/key.js";
import { textCodecs } from "../runtime.js";
import { MAX_SIGNATURE_LENGTH } from "../signature-text.js";

const RAW_BODY =
  'In Express, put `express.raw({ type: () => true })` on the route, before any `express.json()`. In Koa, read `ctx.req` before the body parser. In Fastify, add a content type parser with `parseAs: "buffer"`. With fetch handlers, take `await request.arrayBuffer()`.';

/** What happened to the header. */
const HEADER_TEXT: Readonly<Record<HeaderDamage, string>> = {
  blanks: "it contains blanks or line breaks",
  quotes: "it is in quotes",
  prefix: "there is a prefix before the signature",
  percent: "it is percent-encoded",
  "plus-to-blank": "its plus signs became spaces, as in a form",
  padding: "its padding (`=`) is missing",
  repeated: "there was more than one",
};

const HASH_TEXT: Readonly<Record<Hash, string>> = {
  sha1: "SHA-1",
  sha224: "SHA-224",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};

/**
 * What happened to the body, and what to do about it. The texts are put together when they are asked for: a bundler cannot drop a
 * template with a name in it from a module, and a server that only verifies needs none of them.
 */
function bodyText(damage: Exclude<BodyDamage, "none">): string {
  const texts: Readonly<Record<Exclude<BodyDamage, "none">, string>> = {
    parsed: `a parsed object was passed instead of the body, so the bytes that were signed had to be guessed. Pass the bytes that were received. ${RAW_BODY}`,
    reserialised: `the body was parsed and serialised again on the way: a body parser ran first. Pass the bytes that were received. ${RAW_BODY}`,
    "pretty-printed": `the body was pretty-printed, but what was signed has no line breaks and indentation. Pass the bytes that were received. ${RAW_BODY}`,
    escapes: `the body was serialised again on the way: its strings spell some characters (\\u…, \\/) differently from what was signed. Pass the bytes that were received. ${RAW_BODY}`,
    blanks:
      "blanks or a line break at the end of the body were added or removed. Do not trim the body; if it comes from a file, look at its last byte.",
    "byte-order-mark":
      "a byte order mark at the beginning of the body was added or removed. Pass the bytes that were received; decode them only after the check.",
    "line-breaks":
      "the line breaks of the body were converted between \\n and \\r\\n: by an editor, by git, or by copying through a terminal. Pass the bytes that were received.",
    charset:
      "the body was decoded or encoded with a charset other than UTF-8 on the way (Latin-1, `binary` or UTF-16), which changes its bytes. Pass the bytes that were received, or decode them as UTF-8.",
    "string-in-json":
      "the body is wrapped in a JSON string: something serialised it once more. Pass what is inside the string.",
    base64: "the body is in Base64 (AWS Lambda says so in `isBase64Encoded`). Decode it to bytes before the check.",
    "params-only": "only the value of `params` was signed, not the whole body. Pass that part to the check.",
  };
  return texts[damage];
}

/** The paragraph about a signature that verifies, with or without changes. */
export function describeFinding(
  causes: readonly ExplanationCause[],
  found: ExplanationFinding,
  own: readonly PublicKey[],
): string {
  const { hash, format, encoding, keyId, keyName } = found;
  const spelled = `${HASH_TEXT[hash]}, ${format === "der" ? "DER" : "P1363"} and ${encoding}`;
  const over = found.body === "none" ? "the body as it is" : "bytes that differ from this body";
  const sentences = [`The signature verifies with ${spelled} over ${over}; it was made by the key ${keyId}.`];
  for (const cause of causes) {
    if (cause === "hash" || cause === "format" || cause === "encoding")
      sentences.push(`Set \`${cause}: "${found[cause]}"\`.`);
    if (cause === "key") {
      const named = keyName === undefined ? "another key" : `the key "${keyName}"`;
      sentences.push(
        `That is ${named}, but you configured ${own.map((key) => key.keyId).join(", ") || "none"}. Configure that key for this server, or check which environment of the bot calls it: a new key is used in development at once, and in production once the project is deployed.`,
      );
    }
    if (cause === "repeated") {
      sentences.push(
        "There was more than one header, but exactly one is accepted: look for a proxy that adds it again.",
      );
    }
    if (cause === "header") {
      const damage = found.header.filter((item) => item !== "repeated").map((item) => HEADER_TEXT[item]);
      sentences.push(`The header was changed on the way: ${damage.join("; ")}. Pass the header's value unchanged.`);
    }
    if (cause === "body" && found.body !== "none") sentences.push(capital(bodyText(found.body)));
  }
  if (causes.length === 0) sentences.push("Nothing is wrong with it.");
  return sentences.join(" ");
}

/** What is known about a signature that does not verify. */
export interface Miss {
  readonly values: readonly string[];
  readonly body: unknown;
  /** The divisor lengths, in bits, that the signature may belong to. */
  readonly sizes: readonly (number | undefined)[];
  readonly keys: readonly PublicKey[];
  /** How many forms of the body were tried. */
  readonly bodies: number;
  readonly complete: boolean;
}

/** The paragraph about a signature that does not verify. */
export function describeMiss(cause: ExplanationCause, { values, body, sizes, keys, bodies, complete }: Miss): string {
  const list = keys.map((key) => `${key.keyId} (${key.modulusLength}/${key.divisorLength})`).join(", ");
  if (cause === "missing") {
    return "There is no signature. Check that signing is switched on in the bot's console, that the header's name is X-CONVOKRAFT-SIGNATURE, and that no proxy drops unknown headers.";
  }
  if (cause === "no-keys") {
    return "There is no key to verify with: the key ring is empty. Add the key that the bot's console shows; until then every request is rejected.";
  }
  if (cause === "malformed") {
    return `The header is not a DSA signature in any spelling: it is ${headerShape(values[0] ?? "")}. Check that it is the value of X-CONVOKRAFT-SIGNATURE, whole and alone.`;
  }
  if (cause === "key-size") {
    const made = sizes.map((size) => size ?? "more than 256").join(" or ");
    return `The signature was made by a key whose divisor q has ${made} bits, unlike your keys: ${list}. You configured a different key. Copy the key from the console of the bot that calls this server.`;
  }
  const forms = `${bodies} ${bodies === 1 ? "form" : "forms"} of the body`;
  const tried = !complete
    ? `The search reached its limits (\`maxChecks\`, \`maxMs\`, or the size and depth of the body) after ${forms}, so not everything was tried.`
    : bodies === 0
      ? "Its numbers are too large for them, whatever the body."
      : `Every hash, format and encoding was tried over ${forms}.`;
  const made = complete
    ? "None of these keys made the signature"
    : "None of these keys was found to have made the signature";
  return `${made}: ${list}. ${tried} Either another key signs (a new one is used in development at once, and in production once the project is deployed), or the body was changed in a way that cannot be undone. ${bodyClue(body)}`;
}

function bodyClue(body: unknown): string {
  if (body === undefined || body === null) return "There is no body: something else has read it before.";
  const { TextDecoder } = textCodecs();
  const bytes = typeof body === "string" ? undefined : bytesOf(body);
  const text = typeof body === "string" ? body : bytes && new TextDecoder().decode(bytes.subarray(0, 65_536));
  if (text === undefined) return `A parsed object was passed, not the body. ${RAW_BODY}`;
  if (text === "") return "The body is empty: most likely something else has read it before.";
  const encoding = bytes === undefined ? compressionOf(text) : describeEncoding(bytes);
  if (encoding?.startsWith("compressed") === true) {
    return `The body is ${encoding}, so it is not what the platform signed. Decompress it before the check, or switch off the compression of requests in whatever is in front of the server.`;
  }
  if (encoding !== undefined) {
    return `The body is ${encoding}; the platform sends UTF-8. Something on the way changed it. Pass the bytes that were received.`;
  }
  if (text.includes("\uFFFD")) {
    return "The body contains replacement characters (U+FFFD): it was decoded with the wrong charset on the way, which cannot be undone. Pass the bytes that were received.";
  }
  return "Compare the body's length in bytes with the request's Content-Length.";
}

/** What is left of the marks of compressed bytes when they were decoded as text. */
function compressionOf(text: string): string | undefined {
  if (/^\x1f[\x8b\uFFFD]\x08/.test(text)) return "compressed with gzip, and decoded as text";
  return /^\(\uFFFD\/\uFFFD|^\(µ\/ý/.test(text) ? "compressed with Zstandard, and decoded as text" : undefined;
}

function headerShape(text: string): string {
  if (text.length > MAX_SIGNATURE_LENGTH) return `${text.length} characters long, but no signature has more than 144`;
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return "what looks like a JSON Web Token";
  const bytes = decodeHex(text)?.length ?? decodeBase64(text, "either")?.length;
  if (bytes === undefined) return `a text of ${text.length} characters that is neither Base64 nor hexadecimal`;
  if (bytes === 20 || bytes === 32 || bytes === 64) return `${bytes} bytes, which could be a hash or an HMAC`;
  if (bytes === 256 || bytes === 384) return `${bytes} bytes, which could be an RSA signature`;
  return `the text of ${bytes} bytes that are neither DER nor two numbers of equal width; a signature that was cut off looks like this`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
