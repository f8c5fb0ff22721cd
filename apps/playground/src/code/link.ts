/** The longest code that a link carries, in UTF-8 bytes. Links of this length still go through chats and mails. */
const MAX_BYTES = 50_000;
/** Code that hardly compresses stays under it. */
const MAX_FRAGMENT = 80_000;
const PREFIX = "#code=";

/**
 * The fragment of a link that carries code. Browsers send it to nobody.
 *
 * @returns `undefined`: the code is too long
 */
export async function toFragment(code: string): Promise<string | undefined> {
  const bytes = new TextEncoder().encode(code);
  if (bytes.byteLength > MAX_BYTES) return undefined;
  const packed = await read(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw")), MAX_FRAGMENT);
  if (packed === undefined) return undefined;
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Whether an address carries code. */
export function carriesCode(fragment: string): boolean {
  return fragment.startsWith(PREFIX);
}

/**
 * The code in the fragment of a link. However little a link holds, no more than the longest code is unpacked.
 *
 * @returns `undefined`: the link is damaged, or holds too much
 */
export async function fromFragment(fragment: string): Promise<string | undefined> {
  if (!carriesCode(fragment) || fragment.length > MAX_FRAGMENT) return undefined;
  try {
    const text = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const unpacking = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const bytes = await read(unpacking, MAX_BYTES);
    return bytes && new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a stream. `undefined`: it is longer than it may be. */
async function read(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
}
