import { decodeBase64 } from "../bytes/base64.js";
import { bytesOf } from "../bytes/bytes.js";
import { describeValue } from "../describe-value.js";
import { SignatureError } from "../error.js";
import { decodeHex } from "../bytes/hex.js";
import { textCodecs } from "../runtime.js";
import { withoutNoise } from "./key-noise.js";
import { exportKeyObject, isKeyObject, isSecretKey } from "./key-object.js";
import { describeWrongCharacter } from "./wrong-character.js";

/** Longer than any DSA key in any of its forms, in characters or bytes: an encrypted 4096-bit key in PEM takes some 4,000. */
const MAX_LENGTH = 16_384;

/** The bytes of a key, and the label of the PEM block that they were in. */
export interface KeyBytes {
  readonly der: Uint8Array;
  /** As in `-----BEGIN PUBLIC KEY-----`; absent for bare bytes. */
  readonly label?: string;
  /** The whole PEM block, if it is encrypted the old way, with headers inside the block (RFC 1421). */
  readonly encryptedPem?: string;
}

/**
 * Finds the bytes of a key in what people paste: PEM in any layout, bare Base64 or Base64url of the DER, hexadecimal digits, or
 * Base64 of a whole PEM, each with leftovers of configuration files around it; also in DER and in a `KeyObject` of Node.
 */
export function readKeyText(given: unknown, purpose: "public" | "private"): KeyBytes {
  const input = typeof given === "string" ? given : isKeyObject(given) ? exportKeyObject(given) : bytesOf(given);
  if (input === undefined) {
    const hint = given === undefined ? " (is the variable set?)" : isSecretKey(given) ? ' of the type "secret"' : "";
    throw new SignatureError(
      "ERR_KEY_INPUT_TYPE",
      `The ${purpose} key must be a string, a Uint8Array, or a KeyObject with a DSA key; got ${describeValue(given)}${hint}.`,
    );
  }
  if (input.length > MAX_LENGTH) {
    throw new SignatureError(
      "ERR_KEY_TOO_LONG",
      `The ${purpose} key has ${input.length} ${typeof input === "string" ? "characters" : "bytes"}; no DSA key needs more than ${MAX_LENGTH}. Pass the key alone.`,
    );
  }
  return fromInput(input, purpose, 0);
}

function fromInput(input: string | Uint8Array, purpose: string, depth: number): KeyBytes {
  if (input.length === 0) throw empty(purpose);
  if (typeof input === "string") return fromText(input, purpose, depth);
  if (input[0] === 0x30) return { der: Uint8Array.from(input) };
  const text = decodeText(input);
  if (text !== undefined) return fromText(text, purpose, depth);
  const got = depth > 0 ? "Base64 of something else" : "bytes that are neither DER nor text";
  throw new SignatureError("ERR_KEY_UNREADABLE", unreadable(purpose, got));
}

/** Decodes text in UTF-8 or, because PowerShell's `>` writes it, in UTF-16 with a byte order mark. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  const { TextDecoder } = textCodecs();
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return /[^\t\n\r -~\u00a0-\uffff]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function fromText(raw: string, purpose: string, depth: number): KeyBytes {
  const text = withoutNoise(raw);
  if (text === "") throw empty(purpose);
  refuseOpenSsh(text);
  if (text.includes("-----BEGIN ")) return fromPem(text, raw, purpose, depth);
  if (text.includes("-----END ")) throw incomplete(purpose, "its BEGIN line");

  const packed = text.replaceAll(/\s+/g, "");
  const bytes = (/^30[0-9a-fA-F]*$/.test(packed) ? decodeHex(packed) : undefined) ?? decodeBase64(packed, "either");
  if (bytes !== undefined) return inner(bytes, purpose, depth);
  const wrong = /^[[{<]/.test(text) ? undefined : describeWrongCharacter(raw, text, purpose === "private");
  throw new SignatureError(
    "ERR_KEY_UNREADABLE",
    wrong === undefined
      ? unreadable(purpose, shapeOf(text))
      : `The ${purpose} key is damaged: ${wrong}. Copy the key again.`,
  );
}

/** Reads bytes that were inside Base64: DER, or again the text of a key (secret stores wrap whole files). */
function inner(bytes: Uint8Array, purpose: string, depth: number): KeyBytes {
  if (bytes[0] === 0x30) return { der: bytes };
  if (depth >= 2) throw new SignatureError("ERR_KEY_UNREADABLE", unreadable(purpose, "Base64 of something else"));
  return fromInput(bytes, purpose, depth + 1);
}

function fromPem(text: string, raw: string, purpose: string, depth: number): KeyBytes {
  const block = onlyBlock(text.split("-----BEGIN ").slice(1), purpose);
  const label = /^[A-Z0-9 ]{1,40}(?=-----)/.exec(block)?.[0];
  const end = block.indexOf("-----END ");
  if (label === undefined) throw incomplete(purpose, "a whole BEGIN line");
  if (end < 0) throw incomplete(purpose, "its END line");
  if (!block.startsWith(`${label}-----`, end + "-----END ".length))
    throw incomplete(purpose, `the line "-----END ${label}-----"`);

  const content = block.slice(label.length + 5, end);
  if (label.startsWith("OPENSSH") || label.startsWith("SSH2")) throw openSsh();
  if (content.includes("DEK-Info:")) {
    return { der: new Uint8Array(), label, encryptedPem: `-----BEGIN ${block.slice(0, end)}-----END ${label}-----\n` };
  }
  const bytes = decodeBase64(content.replaceAll(/\s+/g, ""), "either");
  if (bytes === undefined || bytes.length === 0) {
    throw new SignatureError(
      "ERR_KEY_UNREADABLE",
      `The text between the BEGIN and END lines of the ${purpose} key is not Base64: ${describeWrongCharacter(raw, content, purpose === "private") ?? "some of it is missing or was changed"}. Copy the key again.`,
    );
  }
  return { ...inner(bytes, purpose, depth), label };
}

/** The only block that can be meant: OpenSSL writes parameters before a key, and a certificate has an error of its own. */
function onlyBlock(blocks: readonly string[], purpose: string): string {
  const keys = blocks.filter((block) => !/^[A-Z ]*PARAMETERS-----/.test(block));
  const [first = blocks[0] ?? ""] = keys;
  if (keys.length < 2 || keys.every((block) => block.startsWith("CERTIFICATE-----"))) return first;
  const secret = keys.find((block) => /^[A-Z ]*PRIVATE KEY-----/.test(block));
  if (purpose === "public" && secret !== undefined) return secret;
  throw new SignatureError(
    "ERR_KEY_SEVERAL",
    `Expected one ${purpose} key; got ${keys.length} PEM blocks. Import them one by one; verify() takes an array of keys.`,
  );
}

function refuseOpenSsh(text: string): void {
  if (/^ssh-[a-z0-9]+ |^---- BEGIN SSH2|^ecdsa-sha2-/.test(text)) throw openSsh();
}

function openSsh(): SignatureError {
  return new SignatureError(
    "ERR_KEY_IS_OPENSSH",
    "This is a key in OpenSSH's format. Convert it: `ssh-keygen -e -m PKCS8 -f key.pub` for a public key, `ssh-keygen -p -m PEM -f key` for a private key.",
  );
}

function empty(purpose: string): SignatureError {
  return new SignatureError(
    "ERR_KEY_EMPTY",
    `The ${purpose} key is empty. Set the variable or the file that should hold it.`,
  );
}

function incomplete(purpose: string, missing: string): SignatureError {
  return new SignatureError(
    "ERR_KEY_PEM_INCOMPLETE",
    `The PEM of the ${purpose} key lacks ${missing}. Copy it whole, from -----BEGIN to the dashes after END; in a .env file put it in quotes.`,
  );
}

function unreadable(purpose: string, got: string): string {
  const forms =
    purpose === "public"
      ? "PEM (-----BEGIN PUBLIC KEY-----) or Base64 that begins with MII"
      : "PEM (-----BEGIN PRIVATE KEY-----) or its Base64";
  return `This is not a ${purpose} key: expected ${forms}; got ${got}.`;
}

function shapeOf(text: string): string {
  if (/^[[{]/.test(text)) return "JSON without a key in it, or with several (there is no JWK for DSA)";
  if (/^</.test(text)) return "markup";
  if (/^[./~]|^[A-Za-z]:\\|\.(?:pem|der|key|pub|txt)$/.test(text))
    return "what looks like a file name: read the file and pass its content";
  return `a text of ${text.length} characters that is not Base64`;
}
