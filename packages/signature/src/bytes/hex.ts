/** Decodes pairs of hexadecimal digits in either case; undefined for any other text. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = (valueOf(text, index * 2) << 4) | valueOf(text, index * 2 + 1);
  }
  return bytes;
}

/** What the digit at an offset stands for. In ASCII 0 is 0x30, A is 0x41, and a is 0x61. */
function valueOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return (code & 15) + (code > 64 ? 9 : 0);
}

/** Encodes bytes as lower-case hexadecimal digits. */
export function encodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
