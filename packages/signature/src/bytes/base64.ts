const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The two alphabets of RFC 4648: with `+` and `/` (§4), with `-` and `_` (§5), or either of them. */
export type Base64Alphabet = "base64" | "base64url" | "either";

/** The six bits that a character stands for, or -1. */
function sextet(code: number, alphabet: Base64Alphabet): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (alphabet !== "base64url") {
    if (code === 43) return 62;
    if (code === 47) return 63;
  }
  if (alphabet !== "base64") {
    if (code === 45) return 62;
    if (code === 95) return 63;
  }
  return -1;
}

/**
 * Decodes Base64 strictly, so that bytes have exactly one spelling: no characters outside the alphabet, no blanks, no bits left over
 * (RFC 4648 §3.5). Padding is required for `base64`; for the others it must be complete or absent.
 *
 * @returns the bytes, or undefined for any other text
 */
export function decodeBase64(text: string, alphabet: Base64Alphabet): Uint8Array | undefined {
  let end = text.length;
  if (end % 4 === 0 && end > 0 && text.charCodeAt(end - 1) === 61) {
    end -= text.charCodeAt(end - 2) === 61 ? 2 : 1;
  } else if (alphabet === "base64" && end % 4 !== 0) {
    return undefined;
  }
  if (end % 4 === 1) return undefined;

  const bytes = new Uint8Array((end * 3) >> 2);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < end; index++) {
    const value = sextet(text.charCodeAt(index), alphabet);
    if (value < 0) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : undefined;
}

/** Encodes bytes in Base64 with padding, or in Base64url without (RFC 4648 §4, §5). */
export function encodeBase64(bytes: Uint8Array, alphabet: "base64" | "base64url" = "base64"): string {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += ALPHABET.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) text += ALPHABET.charAt((held << (6 - bits)) & 63);
  if (alphabet === "base64url") return text.replaceAll("+", "-").replaceAll("/", "_");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
